import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { sweepContents } from '../../../api/attachments/index.js';
import { placeOf } from '../../../api/attachments/contentStore.js';
import { numberIn, type Called, type Fields } from '../../support/api.js';
import { fetchContent } from '../attachments/uploads.js';
import { conversation } from './conversation.js';

const hashOf = (content: string): string => createHash('sha256').update(content).digest('hex');
const base64 = (content: string): string => Buffer.from(content).toString('base64');
const file = (content: string, more: Fields = {}): Fields => ({
  ...{ filename: 'web-1.log', content_type: 'text/plain', data_base64: base64(content) },
  ...more,
});
const filesIn = (called: Called): Fields[] => called.body['attachments'] as Fields[];
const reply = { mode: 'general', reply: 'I have read it.' };

describe('files that come with a message', () => {
  const chat = conversation({
    config: {
      chat: { max_attachment_bytes: 4_096 },
      tickets: { attachment_types: ['text/*', 'image/png', 'application/octet-stream'] },
    },
  });
  const rows = async (sql: string, params: unknown[] = []): Promise<Fields[]> =>
    (await chat.api.db.query<Fields>(sql, params)).rows;
  const attachmentsOf = async (ticket: unknown, as: 'ana' | 'admin' = 'ana'): Promise<Fields[]> =>
    filesIn(await chat.api.call(as, 'GET', `/api/tickets/${String(ticket)}/attachments`));
  const folder = (): string => path.join(chat.api.config.server.data_dir, 'attachments');
  const isKept = (content: string): Promise<boolean> =>
    stat(placeOf(folder(), hashOf(content))).then(
      () => true,
      () => false,
    );
  const arriving = (): Promise<string[]> => readdir(path.join(folder(), 'arriving')).catch(() => []);
  const counts = async (): Promise<unknown> =>
    (
      await rows(`select (select count(*) from ops_chat_files) as files, (select count(*) from ops_chat_messages) as messages,
        (select count(*) from ops_chat_turns) as turns, (select count(*) from ops_chat_sessions) as sessions`)
    )[0];
  const ticketOf = async (work: Awaited<ReturnType<typeof chat.claim>>, title = 'Disk full'): Promise<number> => {
    const filed = await chat.api.call({ token: work.token }, 'POST', '/api/tickets', { title, spawn_agent: false });
    expect(filed.status, filed.text).to.equal(200);
    return numberIn(filed.body, 'id');
  };

  it('are kept for the platform alone, told to the turn with how to get them, and answered with the message', async () => {
    const turn = await chat.send('Look at this log', { attachments: [file('the log')] });
    const place = placeOf(folder(), hashOf('the log'));
    expect((await stat(place)).mode & 0o777).to.equal(0o600);
    expect(await arriving()).to.deep.equal([]);
    const work = await chat.claim(turn);
    const [listed] = work.brief.attachments;
    expect(listed).to.deep.include({
      ...{ filename: 'web-1.log', content_type: 'text/plain', size_bytes: 7, sha256: hashOf('the log'), stored: true },
      storage_ref: `ops-chat-upload://session-${work.brief.session_id}/${hashOf('the log').slice(0, 16)}_web-1.log`,
      content_url: `/api/ops-chat/turns/${turn}/files/${listed?.id}/content`,
    });
    const seen = await chat.api.call({ token: work.token }, 'GET', `/api/ops-chat/turns/${turn}`);
    expect(filesIn(seen)).to.have.length(1);
    const got = await fetchContent(chat.api, listed?.content_url, { token: work.token });
    expect([got.status, got.bytes.toString()]).to.deep.equal([200, 'the log']);
    await chat.answer(work, reply);
    const [answered] = filesIn(await chat.outcome(turn));
    expect(answered).to.include({ filename: 'web-1.log', ticket_id: null, attachment_id: null });
    const [message] = await rows('select metadata from ops_chat_messages where id = $1', [work.brief.message.id]);
    expect((message?.['metadata'] as Fields)['attachments']).to.deep.equal([
      {
        ...{ filename: 'web-1.log', content_type: 'text/plain', size_bytes: 7, sha256: hashOf('the log') },
        storage_ref: listed?.storage_ref,
      },
    ]);
  });

  it('are given to who sent them and to who reads every conversation, and to no run of another turn', async () => {
    const turn = await chat.send('Mine', { attachments: [file('of ana')] });
    const work = await chat.claim(turn);
    const url = work.brief.attachments[0]?.content_url;
    expect((await fetchContent(chat.api, url, 'ana')).bytes.toString()).to.equal('of ana');
    expect((await fetchContent(chat.api, url, 'admin')).status).to.equal(200);
    expect((await fetchContent(chat.api, url, 'bo')).status).to.equal(404);
    const other = await chat.send('Of somebody else', {}, 'bo');
    const theirs = await chat.claim(other);
    expect((await fetchContent(chat.api, url, { token: theirs.token })).status).to.equal(404);
    const through = `/api/ops-chat/turns/${other}/files/${String(work.brief.attachments[0]?.id)}/content`;
    expect((await fetchContent(chat.api, through, { token: theirs.token })).status).to.equal(404);
    expect((await fetchContent(chat.api, through, 'admin')).status).to.equal(404);
    await chat.answer(work, reply);
    await chat.answer(theirs, reply);
  });

  it('are of the ticket that the turn files, as the sender’s, whom the ticket shows them to', async () => {
    const turn = await chat.send('The disk is full', {
      attachments: [file('df says 100%'), file('more', { filename: 'b.txt' })],
    });
    const work = await chat.claim(turn);
    const ticket = await ticketOf(work);
    const listed = await attachmentsOf(ticket);
    expect(listed.map(({ filename }) => filename)).to.deep.equal(['web-1.log', 'b.txt']);
    expect(listed[0]).to.deep.include({
      visibility: 'user',
      stored: true,
      uploaded_by: 'ana',
      sha256: hashOf('df says 100%'),
    });
    expect((listed[0]?.['metadata'] as Fields)['warning']).to.match(/never an instruction/);
    expect((await fetchContent(chat.api, listed[0]?.['content_url'], 'ana')).bytes.toString()).to.equal('df says 100%');
    const [row] = await rows(
      `select p.name from ticket_attachments f join persons p on p.id = f.person_id where f.ticket_id = $1 limit 1`,
      [ticket],
    );
    expect(row?.['name']).to.equal('ana');
    expect(await ticketOf(work)).to.equal(ticket);
    expect(await attachmentsOf(ticket)).to.have.length(2);
    await chat.answer(work, { mode: 'ticket', reply: 'Filed.', ticket_id: ticket });
    expect(filesIn(await chat.outcome(turn)).map((one) => one['ticket_id'])).to.deep.equal([ticket, ticket]);
  });

  it('are of the ticket that the turn continues, before its agent hears of the answer', async () => {
    const first = await chat.claim(await chat.send('The lamp is broken'));
    const ticket = await ticketOf(first, 'Lamp');
    await chat.answer(first, { mode: 'ticket', reply: 'Filed.', ticket_id: ticket });
    const { session_id } = first.brief;
    const next = await chat.claim(await chat.send('Here is a picture', { session_id, attachments: [file('a lamp')] }));
    const at = `/api/tickets/${ticket}/user-response`;
    const said = await chat.api.call({ token: next.token }, 'POST', at, { response: 'Here is a picture' });
    expect(said.status, said.text).to.equal(200);
    expect((await attachmentsOf(ticket)).map(({ sha256 }) => sha256)).to.deep.equal([hashOf('a lamp')]);
    await chat.answer(next, { mode: 'ticket-update', reply: 'Added.', ticket_id: ticket });
  });

  it('go through a question: what came with the first words is of the ticket that the last ones file', async () => {
    const first = await chat.claim(await chat.send('It is broken', { attachments: [file('a photo')] }));
    await chat.answer(first, { mode: 'question', question: 'Which one?', choices: ['Printer', 'Laptop'] });
    const { session_id } = first.brief;
    const second = await chat.claim(await chat.send('Printer', { session_id, attachments: [file('the model')] }));
    expect(second.brief.attachments.map(({ sha256 }) => sha256)).to.deep.equal([
      hashOf('a photo'),
      hashOf('the model'),
    ]);
    const url = second.brief.attachments[0]?.content_url;
    expect((await fetchContent(chat.api, url, { token: second.token })).bytes.toString()).to.equal('a photo');
    const ticket = await ticketOf(second, 'Printer');
    expect(await attachmentsOf(ticket)).to.have.length(2);
    await chat.answer(second, { mode: 'ticket', reply: 'Filed.', ticket_id: ticket });
  });

  it('of small talk are of no ticket, also not of one that the same conversation files later', async () => {
    const first = await chat.claim(await chat.send('Look at my cat', { attachments: [file('a cat')] }));
    await chat.answer(first, reply);
    const { session_id } = first.brief;
    const second = await chat.claim(await chat.send('The VPN is down', { session_id }));
    expect(second.brief.attachments).to.deep.equal([]);
    const ticket = await ticketOf(second, 'VPN');
    expect(await attachmentsOf(ticket)).to.deep.equal([]);
    await chat.answer(second, { mode: 'ticket', reply: 'Filed.', ticket_id: ticket });
  });

  it('that a service sends are of the person for whom it says that it speaks, who then decides nothing of it', async () => {
    const sent = await chat.api.call(
      'service',
      'POST',
      '/api/ops-chat/message',
      { message: 'From the bridge', attachments: [file('of bo')] },
      { prefer: 'respond-async', 'x-dashboard-service-user': 'bo' },
    );
    const work = await chat.claim(numberIn(sent.body, 'turn_id'));
    const ticket = await ticketOf(work, 'From the bridge');
    const [row] = await rows(
      'select p.name from ticket_attachments f left join persons p on p.id = f.person_id where f.ticket_id = $1',
      [ticket],
    );
    expect(row?.['name']).to.equal('bo');
    await chat.answer(work, { mode: 'ticket', reply: 'Filed.', ticket_id: ticket });
  });

  it('may be a data: address, name their type by it, and come under the words of Matrix', async () => {
    const attachments = [
      { filename: 'dot.png', content_base64: `data:image/png;base64,${base64('png')}` },
      {
        ...{
          body: 'screen.png',
          url: 'mxc://example.org/abc',
          matrix_event_id: '$e',
          matrix_room_id: '!r:example.org',
        },
        ...{ size_bytes: '12', data_base64: '' },
      },
    ];
    const work = await chat.claim(await chat.send('Two pictures', { attachments }));
    const [one, two] = work.brief.attachments;
    expect(one).to.include({ content_type: 'image/png', size_bytes: 3, stored: true });
    expect(two).to.deep.include({
      ...{ filename: 'screen.png', storage_ref: 'mxc://example.org/abc', size_bytes: 12 },
      ...{ stored: false, content_url: null },
    });
    const at = `/api/ops-chat/turns/${work.lease.id}/files/${String(two?.id)}/content`;
    const refused = await chat.api.call({ token: work.token }, 'GET', at);
    expect([refused.status, refused.body['error']]).to.deep.equal([404, 'content_not_here']);
    const ticket = await ticketOf(work, 'Pictures');
    expect((await attachmentsOf(ticket))[1]).to.deep.include({ stored: false, storage_ref: 'mxc://example.org/abc' });
    await chat.answer(work, { mode: 'ticket', reply: 'Filed.', ticket_id: ticket });
  });

  it('lie under no name of theirs, and are offered for saving whatever they call themselves', async () => {
    const names = ['../../etc/passwd', '.bashrc', 'C:\\x\\run\u202egpj.exe', 'a\u0000b.sh', '///'];
    const attachments = names.map((filename, n) => file(`content ${n}`, { filename, content_type: 'text/html' }));
    const work = await chat.claim(await chat.send('Odd names', { attachments }));
    expect(work.brief.attachments.map(({ filename }) => filename)).to.deep.equal([
      ...['passwd', 'bashrc', 'rungpj.exe', 'ab.sh', 'file'],
    ]);
    expect(work.brief.attachments[0]?.storage_ref).to.match(/^ops-chat-upload:\/\/session-\d+\/[0-9a-f]{16}_passwd$/);
    const got = await fetchContent(chat.api, work.brief.attachments[1]?.content_url, { token: work.token });
    expect(got.headers.get('content-type')).to.equal('application/octet-stream');
    expect(got.headers.get('content-disposition')).to.match(/^attachment;/);
    await chat.answer(work, reply);
  });

  const large = 'x'.repeat(4_097);
  const half = 'y'.repeat(4_000);
  const refusals: readonly (readonly [string, number, string, string, readonly unknown[]])[] = [
    ['too large a content', 413, 'file_too_large', 'body.attachments.1.data_base64', [file('small'), file(large)]],
    [
      'a size beyond the limit',
      413,
      'file_too_large',
      'body.attachments.0.size_bytes',
      [{ filename: 'f', size_bytes: 5_000 }],
    ],
    [
      'too much together',
      413,
      'file_too_large',
      'body.attachments',
      [half, `${half}1`, `${half}2`].map((one) => file(one)),
    ],
    [
      'what is no base64',
      422,
      'invalid_fields',
      'body.attachments.0.content_base64',
      [{ filename: 'f', content_base64: '%%%' }],
    ],
    [
      'a data: address without base64',
      422,
      'invalid_fields',
      'body.attachments.0.data_base64',
      [file('', { data_base64: 'data:text/plain,hi' })],
    ],
    [
      'a type that is not taken',
      422,
      'file_type_not_taken',
      'body.attachments.1.content_type',
      [file('ok'), file('z', { content_type: 'application/zip' })],
    ],
    [
      'a type that is not taken, in its address',
      422,
      'file_type_not_taken',
      'body.attachments.0.content_type',
      [{ filename: 'f', data_base64: 'data:application/zip;base64,AAAA' }],
    ],
    ['no name', 422, 'invalid_fields', 'body.attachments.0.filename', [{ data_base64: base64('x') }]],
    [
      'a password in the address',
      422,
      'invalid_fields',
      'body.attachments.0.url',
      [{ filename: 'f', url: 'https://a:b@example.org/f' }],
    ],
    ['an eleventh file', 422, 'invalid_fields', 'body.attachments', Array.from({ length: 11 }, (_, n) => file(`${n}`))],
    ['what is no file', 422, 'invalid_fields', 'body.attachments.0', ['web-1.log']],
    [
      'a size that is none',
      422,
      'invalid_fields',
      'body.attachments.0.size_bytes',
      [{ filename: 'f', size_bytes: -1 }],
    ],
  ];
  for (const [what, status, code, field, attachments] of refusals)
    it(`are refused with ${what}: ${field} is named, and of the whole message nothing stays`, async () => {
      const before = await counts();
      const { status: answered, body } = await chat.api.call('ana', 'POST', '/api/ops-chat/message', {
        message: 'Refuse me',
        attachments,
      });
      expect([answered, body['error']]).to.deep.equal([status, code]);
      expect((body['errors'] as Fields[]).map((error) => error['path'])).to.deep.equal([field]);
      expect(await counts()).to.deep.equal(before);
      expect(await arriving()).to.deep.equal([]);
      for (const content of ['small', 'ok', half, large]) expect(await isKept(content)).to.equal(false);
    });

  it('under one key are one message; other files under it are another message, and leave nothing', async () => {
    const send = (attachments: Fields[]): Promise<Called> =>
      chat.api.call(
        'ana',
        'POST',
        '/api/ops-chat/message',
        { message: 'Once', attachments },
        {
          ...{ prefer: 'respond-async', 'idempotency-key': 'with-files' },
        },
      );
    const first = await send([file('the same')]);
    expect((await send([file('the same')])).body).to.deep.equal(first.body);
    for (const others of [
      [],
      [file('another')],
      [file('the same', { filename: 'c.log' })],
      [file('the same'), file('another')],
    ]) {
      const refused = await send(others);
      expect([refused.status, refused.body['error']]).to.deep.equal([409, 'idempotency_key_reused']);
    }
    expect(await isKept('another')).to.equal(false);
    expect(await arriving()).to.deep.equal([]);
    const turn = numberIn(first.body, 'turn_id');
    expect(await rows('select id from ops_chat_files where turn_id = $1', [turn])).to.have.length(1);
    await chat.answer(await chat.claim(turn), reply);
  });

  it('go to one ticket when two attempts at the turn file it at the same time', async () => {
    const work = await chat.claim(await chat.send('Twice at once', { attachments: [file('raced for')] }));
    const filed = await Promise.all(Array.from({ length: 6 }, () => ticketOf(work, 'Raced for')));
    expect(new Set(filed).size).to.equal(1);
    expect(await attachmentsOf(filed[0])).to.have.length(1);
    await chat.answer(work, { mode: 'ticket', reply: 'Filed.', ticket_id: filed[0] });
  });

  it('are not swept while only their conversation has them', async () => {
    const work = await chat.claim(await chat.send('Keep it', { attachments: [file('kept in the conversation')] }));
    await chat.answer(work, reply);
    await sweepContents(chat.api.db, folder(), Date.now() + 2 * 3_600_000);
    const got = await fetchContent(chat.api, work.brief.attachments[0]?.content_url, 'ana');
    expect(got.bytes.toString()).to.equal('kept in the conversation');
  });

  it('are the sender’s for the change that comes of them: with a file on the ticket nobody decides alone', async () => {
    const work = await chat.claim(await chat.send('Delete this', { attachments: [file('what to delete')] }, 'bo'));
    const ticket = await ticketOf(work, 'Delete this');
    await chat.answer(work, { mode: 'ticket', reply: 'Filed.', ticket_id: ticket });
    const asked = await chat.api.call('service', 'POST', '/api/changes/request', {
      ...{ ticket_id: ticket, action: 'Delete', target: 'web-1', reason: 'As the file says', risk_level: 'low' },
      plan: { kind: 'argv', argv: ['true'] },
    });
    const [steered] = await rows(
      `select count(*) from change_lineage l join persons p on p.id = l.person_id
       where l.change_id = $1 and p.name = 'bo' and l.relation = 'steerer'`,
      [asked.body['change_id']],
    );
    expect(steered).to.deep.equal({ count: 1 });
  });
});
