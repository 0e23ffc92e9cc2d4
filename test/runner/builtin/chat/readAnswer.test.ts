import { expect } from 'chai';
import { choiceOf, readAnswer } from '../../../../runner/builtin/chat/readAnswer.js';
import { chooseTurn } from './chatTurn.js';

const groups = ['Printer or desk', 'VPN and network', 'Something else'];

describe('the choice that an answer names', () => {
  it('is found by its number, as a digit or a word, in three languages, with courtesies around it', () => {
    const second = ['2', '2.', '#2', 'two', 'the second one', 'option 2, please', 'number 2', 'opção 2', 'a segunda'];
    for (const answer of [...second, 'dois, por favor', 'die zweite bitte', 'zwei', 'It is 2'])
      expect(choiceOf(answer, groups), answer).to.equal('VPN and network');
    expect(choiceOf('fünf', ['a', 'b', 'c', 'd', 'e'])).to.equal('e');
    expect(choiceOf('três', groups)).to.equal('Something else');
  });

  it('is found by its words, whole or in part, when only one has them', () => {
    expect(choiceOf('vpn and NETWORK', groups)).to.equal('VPN and network');
    expect(choiceOf('the vpn', groups)).to.equal(undefined);
    expect(choiceOf('vpn', groups)).to.equal('VPN and network');
    expect(choiceOf('I think: printer or desk!', groups)).to.equal('Printer or desk');
    expect(choiceOf('and', ['this and that', 'one and other'])).to.equal(undefined);
  });

  it('is none for a number beyond the list, a sentence with a number in it, and silence', () => {
    for (const answer of ['4', '0', 'since 2 days', 'I have 3 printers', '', '!!', 'no idea'])
      expect(choiceOf(answer, groups), answer).to.equal(undefined);
    expect(choiceOf('1', [])).to.equal(undefined);
  });

  it('takes the words of a choice before a number: "1 GB" of "2 GB" and "1 GB"', () => {
    expect(choiceOf('1 GB', ['2 GB', '1 GB'])).to.equal('1 GB');
  });
});

describe('the answer to an open question', () => {
  const question = { id: 4, question: 'What is it about?', choices: groups, answer: null };
  const asked = [
    { role: 'user', body: 'hello' },
    { role: 'user', body: 'my thing is broken' },
    { role: 'assistant', body: 'What is it about?' },
  ];

  it('is none when nothing was asked', () => {
    expect(readAnswer(chooseTurn({ message: 'vpn' }))).to.equal(undefined);
  });

  it('comes with what was said before the question', () => {
    expect(readAnswer(chooseTurn({ message: '2', question, history: asked }))).to.deep.equal({
      original: 'my thing is broken',
      answer: '2',
      choice: 'VPN and network',
    });
  });

  it('is the tap of a reaction before the words of the message', () => {
    const tapped = { ...question, answer: 'Something else' };
    expect(readAnswer(chooseTurn({ message: 'hm', question: tapped, history: asked }))).to.include({
      answer: 'Something else',
      choice: 'Something else',
    });
    expect(readAnswer(chooseTurn({ message: 'hm', question: { ...question, answer: '' }, history: asked }))).to.include(
      {
        answer: 'hm',
      },
    );
  });

  it('stands for itself when what was said before is not known', () => {
    expect(readAnswer(chooseTurn({ message: 'the printer', question }))).to.include({ original: 'the printer' });
    const onlyThis = [{ role: 'user', body: 'the printer' }];
    expect(readAnswer(chooseTurn({ message: 'the printer', question, history: onlyThis }))).to.include({
      original: 'the printer',
    });
  });

  it('is not about what was said after the question', () => {
    const later = [...asked, { role: 'user', body: 'are you there?' }];
    expect(readAnswer(chooseTurn({ message: '2', question, history: later }))).to.include({
      original: 'my thing is broken',
    });
  });
});
