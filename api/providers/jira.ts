import type { Secret } from '../../config/secret.js';
import { describedFor } from './contactBlock.js';
import { onlyCreates, type Outcome, type Placed, type Provider } from './port.js';
import { objectIn, redact, send } from './send.js';

export type JiraSettings = {
  readonly url: string;
  readonly email: string;
  readonly token: Secret;
  readonly project: string;
  readonly issueType: string;
  readonly incidentType: string;
};

/** Characters of a summary; Jira's own limit. */
const longestSummary = 255;

/** Plain text in the Atlassian Document Format: a paragraph a block, a hard break a line. */
function documentOf(text: string): Readonly<Record<string, unknown>> {
  const content = text.split(/\n{2,}/).map((block) => ({
    type: 'paragraph',
    content: block
      .split('\n')
      .filter((line) => line !== '')
      .flatMap((line, index) => [...(index > 0 ? [{ type: 'hardBreak' }] : []), { type: 'text', text: line }]),
  }));
  return { type: 'doc', version: 1, content };
}

/** Jira's REST API 3: new issues only (contract 25.2). The type is a type that Jira has; they are found again by a label. */
export function jiraProvider(settings: JiraSettings | null): Provider {
  const base: Omit<Provider, 'configured' | 'create'> = {
    ...onlyCreates,
    name: 'jira',
    label: 'Jira',
    ticketClasses: ['Incident', 'UserRequest', 'RoutineChange', 'NormalChange'],
  };
  if (settings === null)
    return { ...base, configured: false, create: () => Promise.resolve({ kind: 'not_supported' }) };
  const { url, email, token, project } = settings;
  const headers = {
    authorization: `Basic ${Buffer.from(`${email}:${token.reveal()}`).toString('base64')}`,
    ...{ accept: 'application/json', 'content-type': 'application/json' },
  };
  const placed = (ticketClass: string, issue: unknown): Placed | undefined => {
    const key: unknown = typeof issue === 'object' && issue !== null ? Reflect.get(issue, 'key') : undefined;
    if (typeof key !== 'string' || key === '') return undefined;
    return { ticketClass, ref: key, url: `${url}/browse/${encodeURIComponent(key)}`, payload: { key } };
  };
  return {
    ...base,
    configured: true,
    async create(ticket, again, signal): Promise<Outcome<Placed>> {
      if (again) {
        const jql = `project = "${project}" AND labels = "${ticket.reference}"`;
        const body = JSON.stringify({ jql, maxResults: 1, fields: ['key'] });
        const reply = await send('Jira', { url: `${url}/rest/api/3/search/jql`, headers, body }, signal);
        if (reply.kind !== 'answered') return reply;
        const issues = objectIn(reply.text)?.['issues'];
        if (reply.status !== 200 || !Array.isArray(issues)) {
          return { kind: 'broken', message: `Jira answered a search with HTTP ${reply.status}.` };
        }
        const earlier = placed(ticket.ticketClass, issues[0]);
        if (earlier) return { kind: 'done', value: earlier };
      }
      const fields = {
        project: { key: project },
        summary: ticket.title.slice(0, longestSummary),
        description: documentOf(describedFor(ticket)),
        issuetype: { name: ticket.ticketClass === 'Incident' ? settings.incidentType : settings.issueType },
        labels: ['opsroom', ticket.reference],
      };
      const reply = await send(
        'Jira',
        { url: `${url}/rest/api/3/issue`, headers, body: JSON.stringify({ fields }) },
        signal,
      );
      if (reply.kind !== 'answered') return reply;
      const answer = objectIn(reply.text);
      const made = reply.status === 201 ? placed(ticket.ticketClass, answer) : undefined;
      if (made) return { kind: 'done', value: made };
      const said = redact(JSON.stringify(answer?.['errors'] ?? answer?.['errorMessages'] ?? reply.status), [token]);
      return { kind: 'refused', message: `Jira did not take the ticket: ${said.slice(0, 300)}` };
    },
  };
}
