import { expect } from 'chai';
import {
  added,
  alsoAbout,
  cancelled,
  courteously,
  notHere,
  replyLanguage,
  statusLine,
} from '../../../../runner/builtin/chat/replies.js';

describe('what the built-in harness says', () => {
  const ticket = { id: 12, title: 'VPN drops', status: 'in_progress', priority: 'P2', group: 'Network Operations' };

  it('shows a ticket in one line of plain words', () => {
    expect(statusLine(ticket, 'en')).to.equal('Ticket #12 (VPN drops): in progress. Network Operations, P2.');
    expect(statusLine(ticket, 'pt')).to.equal('Chamado #12 (VPN drops): em andamento. Network Operations, P2.');
    expect(statusLine({ ...ticket, status: 'awaiting_user_response' }, 'en')).to.include('waiting for your answer');
    expect(statusLine({ ...ticket, status: 'blocked' }, 'pt')).to.include('aguardando uma pessoa');
  });

  it('leaves out what is not known, and shows a state that it does not know as it is', () => {
    const bare = { ...ticket, priority: null, group: undefined, status: 'in_quality_check' };
    expect(statusLine(bare, 'en')).to.equal('Ticket #12 (VPN drops): in quality check.');
    expect(statusLine({ ...ticket, group: '' }, 'en')).to.equal('Ticket #12 (VPN drops): in progress. P2.');
  });

  it('answers in English or Portuguese, and says why where it was German', () => {
    expect(['en', 'pt', 'de'].map((language) => replyLanguage(language as 'en' | 'pt' | 'de'))).to.deep.equal([
      'en',
      'pt',
      'en',
    ]);
    expect(courteously('de', 'Done.')).to.match(/in German\..*excuse the English\. Done\.$/);
    expect(courteously('pt', 'Feito.')).to.equal('Feito.');
  });

  it('names the ticket in every sentence about one', () => {
    for (const language of ['en', 'pt'] as const)
      for (const text of [notHere(12, language), cancelled(12, language), added(12, 'DevSecOps', language)])
        expect(text).to.include('#12').and.match(/\.$/);
    expect(added(12, 'DevSecOps', 'pt')).to.include('DevSecOps');
  });

  it('says that part of a message is a matter of others', () => {
    expect(alsoAbout(['DevSecOps', 'Email Operations'], 'en')).to.include('DevSecOps and Email Operations');
    expect(alsoAbout(['DevSecOps', 'Email Operations'], 'pt')).to.include('DevSecOps e Email Operations');
  });
});
