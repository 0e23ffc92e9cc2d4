/** Where people see the repository (contract 21.2): an http address as it is, a GitLab path below `gitlabUrl`; else null. */
export function repoUrl(provider: string, repoRef: string, gitlabUrl: string | undefined): string | null {
  if (/^https?:\/\//i.test(repoRef) && URL.canParse(repoRef)) return repoRef;
  if (provider !== 'gitlab' || gitlabUrl === undefined || !/^\w[\w.-]*(\/\w[\w.-]*)+$/.test(repoRef)) return null;
  return `${gitlabUrl}/${repoRef}`;
}
