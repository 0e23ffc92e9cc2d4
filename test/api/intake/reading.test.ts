import { expect } from 'chai';
import fc from 'fast-check';
import {
  asksForNewTicket,
  asksToKeep,
  detectLanguage,
  isCancellation,
  looksLikeFollowUp,
  ticketNumbers,
  titleOf,
} from '../../../api/intake/rules/index.js';

describe('the language of a message', () => {
  for (const [text, language] of [
    ...[
      ['The printer is broken', 'en'],
      ['VPN down', 'en'],
      ['ok', 'en'],
      ['', 'en'],
      ['12345', 'en'],
      ['¿?', 'en'],
    ],
    ...[
      ['A impressora está quebrada', 'pt'],
      ['não', 'pt'],
      ['preciso de ajuda', 'pt'],
      ['senha', 'pt'],
    ],
    ...[
      ['Der Drucker ist kaputt', 'de'],
      ['brauche Hilfe bitte', 'de'],
      ['Können Sie mir helfen?', 'de'],
    ],
    ...[
      ['Olá, the VPN is down for everyone please help', 'en'],
      ['I need help with the Drucker', 'en'],
    ],
    ...[
      ['nao consigo acessar a minha conta', 'pt'],
      ['wo ist mein Ticket', 'de'],
      ['ÄÖÜ', 'de'],
      ['ÃO', 'pt'],
    ],
  ] as const)
    it(`of ${JSON.stringify(text)} is ${language}`, () => {
      expect(detectLanguage(text)).to.equal(language);
    });
});

describe('a message that takes its ticket back', () => {
  for (const text of [
    ...['cancel 12', 'please cancel #12', 'Cancel my request, I found it', 'close ticket 7', 'withdraw my request'],
    ...['you can close this ticket', 'never mind, it works', 'forget it', 'please drop the request', 'can you cancel?'],
    ...['please stop and cancel it', 'I no longer need it', 'é para cancelar o chamado', 'pode encerrar o chamado'],
    ...['bitte stornieren', 'das hat sich erledigt', 'Bitte die Anfrage schließen', 'CANCEL IT!!'],
  ])
    it(`is "${text}"`, () => {
      expect(isCancellation(text)).to.equal(true);
    });
  for (const text of [
    ...[
      'I want to cancel the subscription to Office',
      'cancel the meeting room booking',
      'close it',
      'drop the table users',
    ],
    ...['close the window please', 'do not close my ticket', 'the ticket was closed too early', 'I forget my password'],
    ...['why was my ticket cancelled?', 'cancelling noise headset broken', 'no need to cancel', 'não cancele', ''],
    ...['the vpn is no longer needed on this laptop, remove it', 'never cancel my request', 'ohne zu stornieren'],
  ])
    it(`is not ${JSON.stringify(text)}`, () => {
      expect(isCancellation(text)).to.equal(false);
    });
  it('does not say at the same time that it is to stay', () => {
    for (const text of [
      'do not close my ticket',
      'please do not cancel',
      'não cancele',
      'bitte nicht stornieren',
      'keep it open',
    ])
      expect([asksToKeep(text), isCancellation(text)], text).to.deep.equal([true, false]);
    expect(asksToKeep('cancel 12')).to.equal(false);
  });
});

describe('a message that goes on with something', () => {
  for (const text of [
    ...[
      'Actually it is the third floor',
      'and it also happens on the phone',
      'still not working',
      'escalate this please',
    ],
    ...[
      "same problem on Bo's laptop",
      'correction: it is db-2',
      'as requested here is the log',
      'please do not cancel it',
    ],
    ...['na verdade é outro prédio', 'ainda não funciona', 'immer noch kaputt', 'STILL DOWN'],
  ])
    it(`is "${text}"`, () => {
      expect([looksLikeFollowUp(text), asksForNewTicket(text)]).to.deep.equal([true, false]);
    });
  for (const text of [
    ...[
      'new ticket: the printer',
      'this is something else',
      'file a ticket for the door',
      'actually, open a ticket for it',
    ],
    ...['abra um chamado para a porta', 'outra coisa: a porta', 'still down, but a separate request: the door'],
  ])
    it(`is not "${text}", which asks for a ticket of its own`, () => {
      expect([looksLikeFollowUp(text), asksForNewTicket(text)]).to.deep.equal([false, true]);
    });
  for (const text of ['the printer is out of paper', 'minha senha expirou', '', 'tickets for the concert'])
    it(`is not ${JSON.stringify(text)}, which says neither`, () => {
      expect([looksLikeFollowUp(text), asksForNewTicket(text)]).to.deep.equal([false, false]);
    });
});

describe('the tickets that a message names', () => {
  for (const [text, numbers] of [
    ['#1 #2 and #1', [1, 2]],
    ['ticket #12', [12]],
    ['Ticket No. 5', [5]],
    ['ticket no 6, ticket n° 7', [6]],
    ['TICKET NUMBER 8', [8]],
    ['pedido 3 e chamado n. 4', [3, 4]],
    ['chamado nº 30', [30]],
    ['Anfrage Nr. 9', [9]],
    ['##7', [7]],
    ['v1.2 #3.', [3]],
    ['request 1234567890', []],
    ['issue 5, floor 3, 10.0.0.1:8080', []],
    ['#12abc', []],
    ['#', []],
    ['tickets', []],
  ] as const)
    it(`${JSON.stringify(text)}: ${numbers.join(', ') || 'none'}`, () => {
      expect(ticketNumbers(text)).to.deep.equal(numbers);
    });
});

describe('the title of a request', () => {
  for (const [text, title] of [
    ['Hi team, the VPN drops every hour. It started on Monday.', 'The VPN drops every hour'],
    ['Bom dia! Preciso de acesso ao GitLab.', 'Preciso de acesso ao GitLab'],
    ['Guten Morgen, der Drucker geht nicht.', 'Der Drucker geht nicht'],
    ['thanks!\nthe wifi is down', 'The wifi is down'],
    ['please please fix the printer!!!', 'Fix the printer'],
    ['The backup failed. Thanks', 'The backup failed'],
    ['The mail works again. The printer jams.', 'The printer jams'],
    ['éclair machine broken', 'Éclair machine broken'],
    ['THE SERVER IS DOWN', 'THE SERVER IS DOWN'],
    ['Hello', 'Hello'],
    ['  \n ', 'Untitled request'],
    [
      'The report of the usage of every virtual machine in Lyon, which we need by noon of the day after tomorrow',
      'The report of the usage of every virtual machine in Lyon',
    ],
    [
      'The report of the monthly usage of every virtual machine in the data centre of Lyon and of Porto',
      'The report of the monthly usage of every virtual machine in the data centre of…',
    ],
  ] as const)
    it(`of ${JSON.stringify(text.slice(0, 50))} is "${title}"`, () => {
      expect(titleOf(text)).to.equal(title);
    });
  it('is cut between characters, never through one', () => {
    const words = fc.array(fc.constantFrom('😀', 'a', 'é', ' ', '👩‍👩‍👧', '. ', '\n'), { maxLength: 200 });
    fc.assert(
      fc.property(words, (parts) => {
        const title = titleOf(parts.join(''));
        expect(/\p{Surrogate}/u.test(title), title).to.equal(false);
        expect(title).to.not.match(/[\n\r]/);
      }),
    );
    expect(titleOf('😀'.repeat(100))).to.equal(`${'😀'.repeat(39)}…`);
  });
});
