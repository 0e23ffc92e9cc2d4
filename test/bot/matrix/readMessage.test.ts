import { expect } from 'chai';
import { readMessage, readReaction, readRedaction } from '../../../bot/matrix/index.js';

const text = (body: string, more: object = {}) => readMessage({ msgtype: 'm.text', body, ...more });
const message = (body: string, more: object = {}) => {
  const read = text(body, more);
  if (read.kind !== 'message') throw new Error(`read as ${read.kind}`);
  return read.message;
};

describe('what a person wrote', () => {
  it('is read with whom it names: the list of the client, else the pills, never a display name', () => {
    expect([...message('bo, look', { 'm.mentions': { user_ids: ['@bo:x', 7] } }).mentions]).to.deep.equal(['@bo:x']);
    const pill = {
      formatted_body:
        '<a href="https://matrix.to/#/%40bo%3Ax">Bo</a>, look, <a href="https://matrix.to/#/!room:x">here</a>',
    };
    expect([...message('Bo, look', pill).mentions]).to.deep.equal(['@bo:x']);
    expect([...message('@bo:x look').mentions]).to.deep.equal([]);
    const quoted = { formatted_body: '<mx-reply><a href="https://matrix.to/#/@cy:x">cy</a> said</mx-reply>yes' };
    expect([...message('yes', quoted).mentions]).to.deep.equal([]);
    expect([...message('hi', { 'm.mentions': {}, ...pill }).mentions]).to.deep.equal([]);
  });
  it('is read with its thread, and with what it answers only when it does', () => {
    const thread = {
      rel_type: 'm.thread',
      event_id: '$root',
      is_falling_back: true,
      'm.in_reply_to': { event_id: '$last' },
    };
    expect(message('more', { 'm.relates_to': thread })).to.include({ threadRoot: '$root', replyTo: undefined });
    expect(message('more', { 'm.relates_to': { ...thread, is_falling_back: false } })).to.include({
      threadRoot: '$root',
      replyTo: '$last',
    });
    expect(
      message('> <@a:x> one\n> two\n\nyes', { 'm.relates_to': { 'm.in_reply_to': { event_id: '$e' } } }),
    ).to.include({ body: 'yes', replyTo: '$e', threadRoot: undefined });
    expect(message('> a quote of mine').body).to.equal('> a quote of mine');
  });
  it('is an edit when it replaces something', () => {
    const edit = {
      'm.new_content': { msgtype: 'm.text', body: 'new' },
      'm.relates_to': { rel_type: 'm.replace', event_id: '$old' },
    };
    expect(text('* new', edit)).to.deep.equal({ kind: 'edit', of: '$old', body: 'new' });
  });
  it('is nothing when it is a notice, has no words or no shape', () => {
    for (const content of [
      { msgtype: 'm.notice', body: 'x' },
      { msgtype: 'm.text' },
      { body: 'x' },
      { msgtype: 'm.text', body: 5 },
      {},
      { 'm.relates_to': 'x', msgtype: 'm.location', body: 'y' },
    ])
      expect(readMessage(content).kind).to.equal('nothing');
    expect(text('* x', { 'm.relates_to': { rel_type: 'm.replace' } }).kind).to.equal('nothing');
  });
});

describe('a reaction', () => {
  it('is an annotation with a key, and nothing else', () => {
    const relation = { rel_type: 'm.annotation', event_id: '$e', key: '✅' };
    expect(readReaction({ 'm.relates_to': relation })).to.deep.equal({ target: '$e', key: '✅' });
    for (const wrong of [
      { ...relation, rel_type: 'm.thread' },
      { ...relation, key: 5 },
      { ...relation, event_id: undefined },
      null,
      'x',
    ])
      expect(readReaction({ 'm.relates_to': wrong })).to.equal(undefined);
    expect(readRedaction({})).to.equal(undefined);
  });
});
