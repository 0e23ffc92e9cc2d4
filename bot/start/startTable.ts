/** What the operator reads when everything runs. Pure text. */
export type StartFacts = {
  readonly version: string;
  readonly apiUrl: string;
  /** Whom the API's address lets in: this machine alone, or the network. */
  readonly apiReach: 'loopback' | 'network';
  readonly homeserver:
    | { readonly url: string; readonly reach: 'loopback' | 'network' | 'yours'; readonly room: string }
    | { readonly sentence: string };
  readonly chat: { readonly name: string; readonly why: string } | undefined;
  readonly tickets: { readonly name: string; readonly why: string } | undefined;
  readonly isolation: string | undefined;
  readonly credentialsFile: string;
  readonly logFile: string | undefined;
  readonly people: readonly string[];
  readonly warnings: readonly string[];
  readonly seconds: number;
};

const reaches = { loopback: 'this machine only', network: 'the network', yours: 'your own homeserver' };

function rows(facts: StartFacts): (readonly [string, string])[] {
  const { homeserver, chat, tickets } = facts;
  const same = chat?.name === tickets?.name;
  const harness: (readonly [string, string])[] = same
    ? [['Harness', chat ? `${chat.name}. ${chat.why}` : 'none in this process']]
    : [
        ['Chat harness', chat ? `${chat.name}. ${chat.why}` : 'none'],
        ['Ticket harness', tickets ? `${tickets.name}. ${tickets.why}` : 'none'],
      ];
  const matrix: (readonly [string, string])[] =
    'sentence' in homeserver
      ? [['Matrix', homeserver.sentence]]
      : [
          ['Chat', `${facts.apiUrl}/chat`],
          ['Homeserver', `${homeserver.url} (reached from ${reaches[homeserver.reach]})`],
          [
            'Element',
            homeserver.reach === 'yours'
              ? `sign in as usual, join ${homeserver.room} and write`
              : `sign in, "Edit" the homeserver to ${homeserver.url}, as ${facts.people.join(', ')}; room ${homeserver.room}`,
          ],
        ];
  return [
    ...matrix,
    ['API', `${facts.apiUrl} (reached from ${reaches[facts.apiReach]})`],
    ['API docs', `${facts.apiUrl}/docs`],
    ...harness,
    ...(facts.isolation === undefined ? [] : [['Isolation', facts.isolation] as const]),
    ['Passwords', facts.credentialsFile],
    ...(facts.logFile === undefined ? [] : [['Log', facts.logFile] as const]),
  ];
}

/** A short table of two columns, and the warnings under it. */
export function startTable(facts: StartFacts): string {
  const table = rows(facts);
  const width = Math.max(...table.map(([name]) => name.length));
  return [
    '',
    `Opsroom ${facts.version} runs (started in ${facts.seconds.toFixed(1)} s).`,
    '',
    ...table.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`),
    '',
    ...facts.warnings.map((warning) => `  ! ${warning}`),
    ...(facts.warnings.length > 0 ? [''] : []),
    '  Ctrl-C stops everything that was started here.',
    '',
  ].join('\n');
}
