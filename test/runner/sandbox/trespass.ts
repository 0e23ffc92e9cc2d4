/** What a run must not be able to do, as shell commands: each prints "<name>:ok" only when it succeeded in trespassing. */
export function trespasses(target: {
  readonly dataDirectory: string;
  readonly otherRun: string;
  readonly platform: number;
  readonly home: string;
  readonly program: string;
}): Record<string, string> {
  const { dataDirectory, otherRun, platform, home, program } = target;
  return {
    'lists the data directory': `ls ${dataDirectory} | grep credentials`,
    'reads the credentials': `cat ${dataDirectory}/credentials.json`,
    'reads a log': `cat ${dataDirectory}/logs/runs/*.log`,
    'reads the task of another run': `cat ${otherRun}/work/TASK.md`,
    'writes into another run': `touch ${otherRun}/work/mine`,
    "lists the operator's home": `test "$(ls -A ${home} | wc -l)" -gt 0`,
    "reads the platform's environment": `grep -q PATH /proc/${platform}/environ`,
    "reads the platform's memory map": `grep -q node /proc/${platform}/maps`,
    "lists the platform's descriptors": `ls /proc/${platform}/fd/0`,
    'signals the platform': `kill -0 ${platform}`,
    'becomes root': `setpriv --reuid 0 --regid 0 --clear-groups true`,
    'writes into the programs': `touch ${program}.mine`,
    'changes a program': `echo >> ${program}`,
  };
}

export function trespassCommand(all: Record<string, string>): string {
  return Object.entries(all)
    .map(([name, command]) => `if (${command}) >/dev/null 2>&1; then echo ${JSON.stringify(`${name}:ok`)}; fi`)
    .concat('echo tried')
    .join('\n');
}
