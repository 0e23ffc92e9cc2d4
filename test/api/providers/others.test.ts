import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { expect } from 'chai';
import { openProviders } from '../../../api/providers/index.js';
import type { Outgoing, Provider } from '../../../api/providers/port.js';
import { configSchema } from '../../../config/schema.js';
import type { Fields } from '../../support/api.js';

type Seen = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Fields;
};
type Reply = { readonly status: number; readonly body?: unknown; readonly headers?: Record<string, string> };

const ticket: Outgoing = {
  ...{
    ticketId: 12,
    reference: 'opsroom-0a1b2c3d-12-deadbeef',
    ticketClass: 'UserRequest',
    title: 'A new laptop',
    description: 'Please.',
  },
  ...{ priority: 'P2', team: 'Endpoint Support', createdBy: 'ana', attachments: [] },
  openedBy: { name: 'Bo', email: null },
  requester: { name: 'Ana', email: 'ana@example.org' },
  affectedUser: { name: null, email: null },
};

/**
 * A loopback server for one product: what it is asked is compared with the product's own page in the tests, and what it does
 * not know is 404. ServiceNow: Table API; Jira: "Issues" and "Issue search" of REST API 3; the webhook is the operator's own.
 */
describe('providers that only take new tickets', () => {
  const seen: Seen[] = [];
  const replies: Reply[] = [];
  let url = '';
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const text = Buffer.concat(parts).toString('utf8');
      const body = text === '' ? {} : (JSON.parse(text) as Fields);
      seen.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body });
      const { status, body: answer, headers } = replies.shift() ?? { status: 404 };
      response
        .writeHead(status, { 'content-type': 'application/json', ...headers })
        .end(answer === undefined ? '' : JSON.stringify(answer));
    });
  });
  before(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => {
    seen.length = 0;
    replies.length = 0;
  });

  const provider = (name: string, settings: Fields): Provider => {
    const found = openProviders(configSchema.parse({ providers: settings }).providers).get(name);
    if (!found) throw new Error(`no ${name}`);
    return found;
  };
  const create = (one: Provider, again = false) => one.create(ticket, again, new AbortController().signal);

  describe('ServiceNow', () => {
    const settings = () => ({ servicenow_instance_url: url, servicenow_token: 'sn-token-1' });

    it('gets a record in the table of its class, and its number is our reference', async () => {
      replies.push({ status: 201, body: { result: { sys_id: 'abc', number: 'REQ0001' } } });
      const made = await create(provider('servicenow', settings()));
      expect(made).to.deep.include({ kind: 'done' });
      expect(made.kind === 'done' && made.value).to.include({
        ref: 'REQ0001',
        url: `${url}/nav_to.do?uri=sc_request_list.do?sysparm_query=number=REQ0001`,
      });
      const [request] = seen;
      expect([request?.method, request?.path]).to.deep.equal([
        'POST',
        '/api/now/table/sc_request?sysparm_input_display_value=true',
      ]);
      expect(request?.headers.authorization).to.equal('Bearer sn-token-1');
      expect(request?.body).to.include({
        short_description: 'A new laptop',
        priority: '2',
        assignment_group: 'Endpoint Support',
        correlation_id: ticket.reference,
      });
    });

    it('takes a name and a password in place of a token', async () => {
      replies.push({ status: 201, body: { result: { number: 'REQ1' } } });
      await create(
        provider('servicenow', { servicenow_instance_url: url, servicenow_user: 'u', servicenow_password: 'p' }),
      );
      expect(seen[0]?.headers.authorization).to.equal(`Basic ${Buffer.from('u:p').toString('base64')}`);
    });

    it('is searched by our reference before a second try', async () => {
      replies.push({ status: 200, body: { result: [{ sys_id: 'abc', number: 'REQ0001' }] } });
      const made = await create(provider('servicenow', settings()), true);
      expect(made.kind === 'done' && made.value.ref).to.equal('REQ0001');
      expect(seen.map(({ method }) => method)).to.deep.equal(['GET']);
      expect(seen[0]?.path).to.contain(`sysparm_query=correlation_id%3D${ticket.reference}`);
    });

    it('its refusal is a sentence without the token', async () => {
      replies.push({ status: 400, body: { error: { message: 'bad', detail: 'token sn-token-1' } } });
      const refused = await create(provider('servicenow', settings()));
      expect(refused.kind).to.equal('refused');
      expect(JSON.stringify(refused)).to.contain('bad').and.not.contain('sn-token-1');
    });
  });

  describe('Jira', () => {
    const settings = () => ({
      jira_base_url: url,
      jira_email: 'ops@example.org',
      jira_api_token: 'jira-token-1',
      jira_project_key: 'OPS',
      jira_incident_type: 'Bug',
    });

    it('gets an issue of a type that it has, and not of our class', async () => {
      replies.push({ status: 201, body: { id: '1', key: 'OPS-7' } }, { status: 201, body: { key: 'OPS-8' } });
      const jira = provider('jira', settings());
      const made = await create(jira);
      await jira.create({ ...ticket, ticketClass: 'Incident' }, false, new AbortController().signal);
      expect(made.kind === 'done' && made.value).to.include({ ref: 'OPS-7', url: `${url}/browse/OPS-7` });
      expect(seen.map(({ path }) => path)).to.deep.equal(['/rest/api/3/issue', '/rest/api/3/issue']);
      const [request, incident] = seen.map(({ body }) => body['fields'] as Fields);
      expect(request).to.deep.include({
        project: { key: 'OPS' },
        summary: 'A new laptop',
        issuetype: { name: 'Task' },
      });
      expect(incident).to.deep.include({ issuetype: { name: 'Bug' } });
      expect(request?.['labels']).to.include(ticket.reference);
      expect(request?.['description']).to.deep.include({ type: 'doc', version: 1 });
      expect(seen[0]?.headers.authorization).to.equal(
        `Basic ${Buffer.from('ops@example.org:jira-token-1').toString('base64')}`,
      );
    });

    it('is searched by its label before a second try, and made when nothing is found', async () => {
      replies.push({ status: 200, body: { issues: [] } }, { status: 201, body: { key: 'OPS-9' } });
      const made = await create(provider('jira', settings()), true);
      expect(made.kind === 'done' && made.value.ref).to.equal('OPS-9');
      expect(seen[0]).to.include({ path: '/rest/api/3/search/jql' });
      expect(seen[0]?.body['jql']).to.equal(`project = "OPS" AND labels = "${ticket.reference}"`);
    });

    it('a search that fails makes nothing: nobody knows what is there', async () => {
      replies.push({ status: 400, body: {} });
      expect((await create(provider('jira', settings()), true)).kind).to.equal('broken');
      expect(seen).to.have.length(1);
    });
  });

  describe('the generic webhook', () => {
    const settings = () => ({
      generic_ticketing_url: `${url}/new`,
      generic_ticketing_token: 'hook-token-1',
      generic_ticketing_dry_run: true,
    });

    it('gets what the contract says, with its token, and the same key at every try', async () => {
      replies.push({ status: 200, body: { id: 77, url: 'https://x.example/77' } }, { status: 204 });
      const hook = provider('generic-webhook', settings());
      const made = await create(hook);
      const again = await create(hook, true);
      expect(made.kind === 'done' && made.value).to.include({ ref: '77', url: 'https://x.example/77' });
      expect(again.kind === 'done' && again.value.ref).to.equal(ticket.reference);
      expect(seen[0]?.body).to.deep.include({
        ticket_id: 12,
        title: 'A new laptop',
        ticket_class: 'UserRequest',
        priority: 'P2',
        created_by: 'ana',
        dry_run: true,
      });
      expect(seen[0]?.body['contacts']).to.deep.include({ requester: { name: 'Ana', email: 'ana@example.org' } });
      expect(seen[0]?.headers['x-webhook-token']).to.equal('hook-token-1');
      expect(new Set(seen.map(({ headers }) => headers['idempotency-key'])).size).to.equal(1);
    });
  });

  describe('all of them', () => {
    const hook = () =>
      provider('generic-webhook', { generic_ticketing_url: `${url}/new`, generic_ticketing_token: 'hook-token-1' });

    it('are not followed elsewhere: credentials go to the configured address alone', async () => {
      replies.push({ status: 302, headers: { location: `${url}/elsewhere` } });
      const moved = await create(hook());
      expect(moved.kind).to.equal('broken');
      expect(seen.map(({ path }) => path)).to.deep.equal(['/new']);
    });

    it('tell apart what says nothing about the ticket: errors, limits, a wrong token', async () => {
      replies.push(
        { status: 502 },
        { status: 429, headers: { 'retry-after': '7' } },
        { status: 401 },
        { status: 422, body: {} },
      );
      const kinds = [];
      for (let count = 0; count < 4; count += 1) kinds.push(await create(hook()));
      expect(kinds.map(({ kind }) => kind)).to.deep.equal(['broken', 'rate_limited', 'unauthorised', 'refused']);
      expect(kinds[1]).to.include({ retryAfterMs: 7_000 });
    });

    it('are told nothing else, and nothing comes back from them', async () => {
      const { signal } = new AbortController();
      const place = { ticketClass: 'Incident', ref: '1' };
      const one = hook();
      expect(one.takes).to.deep.equal(['create']);
      const outcomes = await Promise.all([
        one.update(place, {}, signal),
        one.addNote(place, { stamp: '', text: '' }, false, signal),
        one.close(place, { status: 'resolved', reason: '' }, signal),
        one.changesSince('Incident', null, signal),
        one.fetch('Incident', ['1'], signal),
      ]);
      expect(outcomes.map(({ kind }) => kind)).to.deep.equal(Array.from({ length: 5 }, () => 'not_supported'));
      expect(seen).to.deep.equal([]);
    });

    it('are not configured while a setting is missing, and say so', async () => {
      const halves = {
        servicenow_instance_url: url,
        servicenow_user: 'u',
        jira_base_url: url,
        jira_email: 'a@b.c',
        itop_url: url,
        itop_user: 'x',
      };
      const providers = openProviders(configSchema.parse({ providers: halves }).providers);
      expect([...providers.values()].filter(({ configured }) => configured).map(({ name }) => name)).to.deep.equal([
        'local',
      ]);
      for (const one of providers.values()) expect((await create(one)).kind).to.equal('not_supported');
      expect(seen).to.deep.equal([]);
    });
  });
});
