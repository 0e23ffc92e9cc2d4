import { createHash } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { messageContent, reactionContent, type RoomMessage } from '../../../bot/matrix/messageContent.js';
import { deliveryOf, readMessage, readReaction } from '../../../bot/matrix/readMessage.js';

const message = (different: Partial<RoomMessage> = {}): RoomMessage => ({
  ...{ msgtype: 'm.text', body: 'Filed as 7.', formatted_body: '<p>Filed as 7.</p>', mentions: [] },
  ...different,
});
/** As the homeserver counts it against its 65,536. */
const size = (content: object): number => Buffer.byteLength(JSON.stringify(content));

describe('the content of a message', () => {
  it('on the top level is its text in both forms, whom it calls, and the row that it was made from', () => {
    expect(messageContent(message({ mentions: ['@ana:x', '@ana:x', '@bo:x'] }), {}, 42)).to.deep.equal({
      ...{ msgtype: 'm.text', body: 'Filed as 7.', format: 'org.matrix.custom.html' },
      formatted_body: '<p>Filed as 7.</p>',
      'm.mentions': { user_ids: ['@ana:x', '@bo:x'] },
      'org.opsroom.delivery': 42,
    });
  });

  it('says in so many words that it calls nobody: clients would look for names in its text otherwise', () => {
    expect(messageContent(message(), {}, 1)['m.mentions']).to.deep.equal({});
  });

  it('has no second form where there is none', () => {
    expect(messageContent(message({ formatted_body: '' }), {}, 1)).to.not.have.any.keys('format', 'formatted_body');
  });

  it('in a thread names its root, also for clients that know no threads', () => {
    expect(messageContent(message(), { root: '$root' }, 1)['m.relates_to']).to.deep.equal({
      ...{ rel_type: 'm.thread', event_id: '$root', is_falling_back: true },
      'm.in_reply_to': { event_id: '$root' },
    });
  });

  it('that edits another one replaces it, carries the new text for itself and calls nobody again', () => {
    const content = messageContent(message({ mentions: ['@ana:x'] }), { edits: '$card', root: '$root' }, 9);
    expect(content).to.deep.include({
      body: '* Filed as 7.',
      formatted_body: '* <p>Filed as 7.</p>',
      'm.mentions': {},
      'm.relates_to': { rel_type: 'm.replace', event_id: '$card' },
      'org.opsroom.delivery': 9,
    });
    expect(content['m.new_content']).to.deep.equal({
      ...{ msgtype: 'm.text', body: 'Filed as 7.', format: 'org.matrix.custom.html' },
      formatted_body: '<p>Filed as 7.</p>',
      'm.mentions': { user_ids: ['@ana:x'] },
    });
  });

  it('loses its second form before any of its words when both are too long', () => {
    const body = 'x'.repeat(20_000);
    const content = messageContent(message({ body, formatted_body: `<b>${body}</b>` }), {}, 1);
    expect(content).to.include({ body }).and.to.not.have.any.keys('format', 'formatted_body');
  });

  it('that is too long by itself is cut with how long it was, and a digest of all of it', () => {
    const body = 'line of a log\n'.repeat(5_000);
    const { body: cut } = messageContent(message({ body, formatted_body: '' }), {}, 1) as { body: string };
    const digest = createHash('sha256').update(body).digest('hex').slice(0, 12);
    expect(cut.endsWith(`\n\n[cut: 70000 bytes in all, sha256 ${digest}…]`)).to.equal(true);
    expect(body.startsWith(cut.slice(0, cut.lastIndexOf('\n\n[cut')))).to.equal(true);
  });

  it('is never cut inside of a sign', () => {
    for (const sign of ['é', '漢', '👩‍🚒', '𝓥']) {
      for (const shift of [0, 1, 2, 3]) {
        const { body } = messageContent(
          message({ body: 'x'.repeat(shift) + sign.repeat(20_000), formatted_body: '' }),
          {},
          1,
        );
        expect(body, sign).to.not.include('\uFFFD');
      }
    }
  });

  it('fits into an event whatever is said and wherever, as an edit too', () => {
    const text = fc.tuple(fc.string({ unit: 'grapheme', maxLength: 20 }), fc.integer({ min: 0, max: 8_000 }));
    fc.assert(
      fc.property(text, text, fc.boolean(), ([body, times], [html, htmlTimes], edits) => {
        const said = message({ body: body.repeat(times % 4_000), formatted_body: html.repeat(htmlTimes % 4_000) });
        // Control signs are written as six bytes each; people's and agents' texts have none by then.
        fc.pre(!/[\u0000-\u001F"\\\u2028\u2029\p{Surrogate}]/u.test(body + html));
        return size(messageContent(said, edits ? { edits: '$card' } : { root: '$root' }, 1)) < 64_000;
      }),
      { numRuns: 60 },
    );
  });

  it('is read again as what it was: words, thread and the row', () => {
    const content = messageContent(message({ mentions: ['@ana:x'] }), { root: '$root' }, 42);
    const read = readMessage(content);
    if (read.kind !== 'message') throw new Error(read.kind);
    expect(read.message).to.include({ body: 'Filed as 7.', threadRoot: '$root', replyTo: undefined, kind: 'text' });
    expect([...read.message.mentions]).to.deep.equal(['@ana:x']);
    expect(deliveryOf(content)).to.equal(42);
    expect(readMessage(messageContent(message({ msgtype: 'm.notice' }), {}, 1)).kind).to.equal('nothing');
  });

  it('of a reaction is one annotation with its row', () => {
    const content = reactionContent('$card', '✅', 7);
    expect(readReaction(content)).to.deep.equal({ target: '$card', key: '✅' });
    expect(deliveryOf(content)).to.equal(7);
    for (const id of ['7', null, undefined, {}]) expect(deliveryOf({ 'org.opsroom.delivery': id })).to.equal(undefined);
  });
});
