import { expect } from 'chai';
import { classify, clausesOf, kindOfMessage } from '../../../api/intake/rules/index.js';
import { loadRaci } from '../../../config/raci.js';

const { rules } = loadRaci();
const classified = (message: string): ReturnType<typeof classify> => classify({ message }, rules);

/** What people write, and who is to read it; nothing of it stands in the rules word for word. */
const requests: Readonly<Record<string, readonly string[]>> = {
  'Infrastructure Operations': [
    'restore the folder of accounting from yesterday, somebody emptied it',
    'ssl certificate of the intranet expires tomorrow',
    'the server room is hot and two hosts are off',
    'the backup failed again tonight',
  ],
  'Network Operations': [
    'access point in the lobby is offline',
    'dns record for shop.example.net points to the old server',
    'everyone in Berlin has no internet',
    'the wifi on the second floor has no signal',
  ],
  'Identity & Access': [
    'unlock my account please',
    'employee leaving on Friday, disable the account of J. Doe',
    'preciso de acesso ao GitLab do projeto',
  ],
  'Security Operations': [
    'a colleague clicked on a phishing link',
    'my laptop is stolen',
    'recebi um e-mail de phishing hoje cedo',
    'somebody plugged an unknown usb stick in reception and the EDR alerts',
  ],
  'Endpoint Support': [
    'the printer on floor three has no toner',
    'a impressora do terceiro andar não imprime',
    'patch my laptop please',
    'ich brauche ein neues Notebook',
  ],
  'Email Operations': [
    'the mailbox of accounting is over quota',
    'add me to the marketing distribution list',
    'new shared mailbox for hr',
  ],
  DevSecOps: ['semgrep finds a false positive', 'gitlab runner jobs hang since the upgrade'],
  'Compliance & Audit': ['the SLA report of last month please', 'we want a policy exception for the kiosk'],
  'Cloud Operations': ['aws bill doubled', 'we need a new S3 bucket for the photos'],
  'Database Operations': ['query timeout in the reporting database', 'o banco de dados está muito lento desde cedo'],
  'Procurement & Vendor Management': ['buy three licenses of Visio'],
  'Executive Support': ['the CEO cannot join the board call'],
  'Platform Operations': ['kubernetes pod crash loops in production'],
};

describe('where a request goes by the shipped rules', () => {
  for (const [group, texts] of Object.entries(requests))
    for (const text of texts)
      it(`${group}: "${text}"`, () => {
        expect(kindOfMessage(text)).to.equal('request');
        expect(classified(text).assignment_group).to.equal(group);
      });

  describe('does not change by a word that only looks like a keyword', () => {
    for (const [text, group] of [
      ['I downloaded a report and the printer driver is gone', 'Endpoint Support'],
      ['please download the handbook about controllers for me', 'Business Applications'],
      ['our zapier flow stopped', 'Business Applications'],
      ['an update on the role of the actor', 'Business Applications'],
    ] as const)
      it(`"${text}"`, () => {
        expect(classified(text).assignment_group).to.equal(group);
      });
    it('such as "down" in download, whatever stands around it', () => {
      for (const text of ['download', 'Downloads folder', 'countdown', 'breakdown of costs', 'down-to-earth'])
        expect(classified(text).matched_keywords, text).to.not.include('down');
    });
  });

  describe('is not by what the message denies, settles or gives thanks for', () => {
    for (const [text, group] of [
      ['the VPN is not the problem, my mailbox is full', 'Email Operations'],
      ['no outage here; the printer simply has no paper', 'Endpoint Support'],
      ['the server is up again, thanks; but the printer jams', 'Endpoint Support'],
      ['nothing to do with the database: the printer jams', 'Endpoint Support'],
      ['thank you for the new mailbox. The printer jams', 'Endpoint Support'],
      ['a impressora voltou a funcionar, mas a vpn caiu', 'Network Operations'],
      ['der Drucker ist nicht kaputt, aber das VPN', 'Network Operations'],
    ] as const)
      it(`"${text}"`, () => {
        expect(classified(text).assignment_group).to.equal(group);
      });
    it('and a message of nothing else has nothing to go by', () => {
      for (const text of ['the vpn works again', 'no problem with the mail', 'thanks for the printer'])
        expect(classified(text), text).to.include({ intent: 'general', score: 0, confidence: 0.3 });
    });
  });

  it('is the same with and without accents, capitals and punctuation', () => {
    for (const [one, other] of [
      ['a impressora não imprime', 'A IMPRESSORA NAO IMPRIME!!!'],
      ['minha senha expirou', 'Minha   senha\nexpirou…'],
      ['the mailbox is full', 'The Mail\u00adbox is full'.replace('\u00ad', '')],
      ['ssl certificate expires', 'SSL-certificate: expires?'],
      ['não consigo acessar a VPN', 'não consigo acessar a VPN'.normalize('NFD')],
    ] as const)
      expect(classified(other).rule_id, other).to.equal(classified(one).rule_id);
  });

  it('names the other groups of a message with several requests, at most two', () => {
    const two = classified('my mailbox is full and I need a Figma license');
    expect(two.assignment_group).to.equal('Email Operations');
    expect(two.also.map((one) => one.assignment_group)).to.deep.equal(['Procurement & Vendor Management']);
    const four = classified(
      'mailbox is full, aws bill doubled, ssl certificate expires, query timeout, no toner in the printer',
    );
    expect(four.also).to.have.length(2);
    const groups = [four.assignment_group, ...four.also.map((one) => one.assignment_group)];
    expect(new Set(groups).size).to.equal(3);
  });

  it('counts a title and a category like the words of the message', () => {
    expect(classify({ message: 'see above', title: 'mailbox is full' }, rules).assignment_group).to.equal(
      'Email Operations',
    );
    expect(classify({ message: 'mailbox is full', title: 'mailbox is full' }, rules).score).to.equal(
      classified('mailbox is full').score,
    );
  });

  it('does not take forever for a message of the longest kind', () => {
    const long = 'the printer is not broken, but the vpn is down and my mailbox is full. '.repeat(800);
    const found = classified(long);
    expect(found.confidence).to.be.at.most(0.95);
    expect(found.assignment_group).to.be.a('string');
  }).timeout(10_000);
});

describe('the clauses of a message', () => {
  const live = (text: string): [string, boolean][] => clausesOf(text).map((clause) => [clause.text, clause.live]);
  for (const [text, expected] of [
    ['', []],
    [' \n ', []],
    ['…!?', []],
    ['one\ntwo\r\nthree', [true, true, true]],
    ['The VPN is down, but the wifi works again.', [true, false]],
    ['Not only slow, the disk is broken', [true, true]],
    ['no problem with the mail; the printer is broken', [false, true]],
    ['Thank you for the laptop. The dock is missing', [false, true]],
    ['the link is not down', [false]],
    ['it never was an issue', [false]],
    ['there is no network', [true]],
    ['I have no access', [true]],
    ["it doesn't print", [true]],
    ['cheers for that! now the vpn', [false, true]],
    ['das WLAN ist nicht kaputt, aber der Drucker', [false, true]],
    ['a impressora voltou a funcionar mas o scanner não', [false, true]],
    ['a rede não está lenta – o servidor está', [false, true]],
    ['10.0.0.1 is down', [true]],
  ] as const)
    it(`${JSON.stringify(text)} has ${expected.length}: ${expected.map((one) => (one ? 'live' : 'settled')).join(', ')}`, () => {
      expect(live(text).map(([, one]) => one)).to.deep.equal(expected);
    });
  it('keep the text as it was written', () => {
    expect(live('The VPN is DOWN, but Wi-Fi works again.')).to.deep.equal([
      ['The VPN is DOWN', true],
      ['Wi-Fi works again.', false],
    ]);
  });
});
