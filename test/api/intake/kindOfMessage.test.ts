import { expect } from 'chai';
import fc from 'fast-check';
import {
  asksForNewTicket,
  detectLanguage,
  isCancellation,
  kindOfMessage,
  looksLikeFollowUp,
  matchWorkflow,
  ticketNumbers,
  titleOf,
  type MessageKind,
} from '../../../api/intake/rules/index.js';
import { loadWorkflows } from '../../../config/workflows.js';

const kinds: readonly (readonly [MessageKind, readonly string[]])[] = [
  ['greeting', ['hello', 'Hi @opsbot!', 'bom dia, pessoal', 'Guten Morgen', '👋', 'hey team']],
  [
    'thanks',
    ['thanks!', 'thank you so much for your help', 'obrigada, deu certo', 'vielen Dank', 'hi, thanks, it works now'],
  ],
  ['small_talk', ['how are you?', 'what can you do?', 'Tudo bem?', 'ok', 'lol']],
  [
    'status_question',
    ['any news?', 'status 12', '#12?', 'what is the status of my ticket', 'alguma novidade?', 'wie ist der Stand?'],
  ],
  [
    'cancellation',
    [
      'please cancel ticket 12',
      'never mind',
      'cancel it',
      'pode cancelar o chamado',
      'por favor cancele o meu chamado',
      'cancele o chamado por favor',
      'bitte Ticket 4 stornieren',
      'cancel',
    ],
  ],
  [
    'vague',
    [
      'help',
      "it doesn't work",
      'my thing is broken',
      'não funciona nada',
      'es geht nicht',
      'something is wrong with my computer',
    ],
  ],
  [
    'request',
    [
      'the printer is broken',
      'hello, my laptop is dead',
      'thanks, but the vpn is still down',
      'I need access to the CRM',
      'how do I reset my password?',
    ],
  ],
];

describe('kindOfMessage', () => {
  for (const [kind, texts] of kinds) {
    for (const text of texts)
      it(`takes "${text}" for ${kind}`, () => {
        expect(kindOfMessage(text)).to.equal(kind);
      });
  }
  it('is total', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => typeof kindOfMessage(text) === 'string'));
  });
});

describe('isCancellation', () => {
  for (const text of [
    'do not cancel my ticket',
    "please don't cancel it",
    'não cancele o chamado',
    'bitte das Ticket nicht stornieren',
    'how do I cancel a meeting in Outlook?',
    'the cancel button does nothing',
    "I can't cancel my order",
    'the meeting was cancelled, free the room',
    'close the port 8080',
    'will you cancel my ticket if I do not answer?',
  ]) {
    it(`does not take "${text}" for one`, () => {
      expect(isCancellation(text)).to.equal(false);
    });
  }
});

describe('what else intake reads from a message', () => {
  it('sees follow-ups, and that a new ticket is asked for', () => {
    expect(looksLikeFollowUp('actually it also affects Maria')).to.equal(true);
    expect(looksLikeFollowUp('do not cancel it')).to.equal(true);
    expect(looksLikeFollowUp('follow up: please open a new ticket for the printer')).to.equal(false);
    expect(asksForNewTicket('this is a separate request')).to.equal(true);
    expect(looksLikeFollowUp('the printer on floor 2 is out of toner')).to.equal(false);
  });
  it('reads ticket numbers and no other numbers', () => {
    expect(ticketNumbers('see #12 and ticket 7, chamado nº 3')).to.deep.equal([12, 7, 3]);
    expect(ticketNumbers('port 8443 on 10.0.0.1 since 8')).to.deep.equal([]);
  });
  it('tells English, Portuguese and German apart', () => {
    expect(
      ['my laptop is dead', 'minha senha não funciona', 'mein Rechner geht nicht', 'vpn'].map(detectLanguage),
    ).to.deep.equal(['en', 'pt', 'de', 'en']);
  });
  it('makes a title of the sentence that asks for something', () => {
    expect(titleOf('Hello! thanks for the help yesterday. please renew the certificate of shop.example.com.')).to.equal(
      'Renew the certificate of shop.example.com',
    );
    expect(titleOf('')).to.equal('Untitled request');
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 400 }),
        (text) => Array.from(titleOf(text)).length <= 80 && titleOf(text) !== '',
      ),
    );
  });
  it('chooses no workflow for what the text denies', () => {
    const disk = { intent: 'host-disk', platform: 'linux' };
    const workflows = loadWorkflows();
    expect(matchWorkflow('the disk of the build host is full', workflows, disk)?.workflow.workflow_key).to.equal(
      'incident:host-disk',
    );
    expect(matchWorkflow('the disk is not the problem', workflows, disk)).to.equal(undefined);
  });
});
