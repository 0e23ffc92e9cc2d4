/** What is known about working a kind of ticket; of any other kind only what its own evidence shows is said (27.31). */
export type Kind = {
  /** What the ticket was, in the summary. */
  readonly what: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly guardrails: readonly string[];
  readonly tests: readonly string[];
  readonly skill: { readonly name: string; readonly purpose: string } | null;
};

const general: Kind = {
  what: 'a request',
  before: ['Read the ticket, its notes and its attachments, and ask the requester for what is missing.'],
  after: ['Tell the requester what was done, and close the ticket when it is verified.'],
  guardrails: ['Whatever changes a system stands behind a gate that a person opens.'],
  tests: ['The requester, or a check of the system, confirms that what was reported is over.'],
  skill: null,
};

const kinds: ReadonlyMap<string, Kind> = new Map([
  [
    'phishing',
    {
      what: 'a phishing report',
      before: [
        'Preserve the message with its headers, and extract sender, URLs and attachments without opening them.',
        'Scope who else received it and who clicked or answered.',
      ],
      after: [
        'Tell the reporter and everybody who received it, and watch for signs of sign-ins with stolen passwords.',
      ],
      guardrails: [
        'No URL or attachment of a reported message is opened outside of a sandbox.',
        'Quarantine, blocking and password resets each stand behind a gate with the scope named.',
      ],
      tests: ['A harmless sample report is scoped, its gate is asked for, and no mailbox is touched before it opens.'],
      skill: {
        name: 'Scope a phishing report',
        purpose: 'Find everybody who received a reported message, and who acted on it.',
      },
    },
  ],
  [
    'edr-sysmon',
    {
      what: 'an alert of an endpoint',
      before: [
        'Read the alert with its rule, host, user and process tree; find other hosts with the same pattern.',
        'Decide whether it is known behaviour of this host before anything is contained.',
      ],
      after: ['Record the indicators, and whether the rule has to be tuned.'],
      guardrails: ['Isolating a host and killing a process stand behind a gate; reading telemetry does not.'],
      tests: ['A replayed alert comes to the same verdict from the same evidence.'],
      skill: {
        name: 'Read an endpoint alert',
        purpose: 'Gather rule, host, user and process tree of an alert in one note.',
      },
    },
  ],
  [
    'cicd-security',
    {
      what: 'findings of a pipeline',
      before: [
        'Read the reports of every scanner that the pipeline requires, and say which did not run.',
        'Fix high and critical findings first, each in a change of its own.',
      ],
      after: ['Run all scanners again on the fixed revision, and compare before with after.'],
      guardrails: [
        'A gate counts as passed only when every required scanner ran.',
        'No finding is suppressed without a person who accepts the risk.',
      ],
      tests: ['A revision with a planted finding is stopped, and passes once it is fixed.'],
      skill: {
        name: 'Compare scanner runs',
        purpose: 'Say which findings are new, fixed or unchanged between two runs.',
      },
    },
  ],
  [
    'access-request',
    {
      what: 'a request for access',
      before: [
        'Name the account, the resource and the least permission that is enough, and who owns the resource.',
        'Ask for the access through an access request, with an end.',
      ],
      after: ['Verify that the access works, and that nothing more was granted.'],
      guardrails: ['Nobody grants access to themselves; the owner of the resource decides.', 'Access has an end date.'],
      tests: ['The account can do what was asked for, and is refused the next higher permission.'],
      skill: null,
    },
  ],
  [
    'setup-integration',
    {
      what: 'a setup',
      before: ['Write down what is installed where, with versions and dependencies, before anything is changed.'],
      after: ['Check that what was set up answers, from where it will be used.'],
      guardrails: ['Every step can be undone, and its undoing is written down before it is taken.'],
      tests: ['A health check of what was set up succeeds, and fails when it is switched off.'],
      skill: null,
    },
  ],
  [
    'false-positive-tuning',
    {
      what: 'a false positive',
      before: ['Show with examples why the alert is wrong, and how often it came.'],
      after: ['Watch for a week whether real cases still raise the alert.'],
      guardrails: ['A suppression names exactly what it suppresses, why and until when.'],
      tests: ['The harmless example raises no alert any more, and a harmful one still does.'],
      skill: null,
    },
  ],
]);

export function kindOf(workflowKey: string): Kind {
  return kinds.get(workflowKey.slice(workflowKey.indexOf(':') + 1)) ?? general;
}
