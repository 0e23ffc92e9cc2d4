import { foldWords } from '../../../config/foldWords.js';

export type Language = 'en' | 'pt' | 'de';

const typical: Readonly<Record<Language, ReadonlySet<string>>> = {
  en: new Set(
    `the is are was my our your we you i it to of and in on for with please can could hello hi hey good morning thanks thank not does what
    how when who this that has have from at be need help there no working broken status cancel ticket everyone`.split(
      /\s+/,
    ),
  ),
  pt: new Set(
    `o os as um uma e do da dos das no na nos nas em de que nao por para com meu minha meus minhas voce voces eu preciso pode podem ajuda
    ajudar obrigado obrigada ola oi bom boa dia tarde noite esta estao desde ontem hoje favor senha chamado pedido como qual quando
    funciona funcionou cancele cancelar muito valeu conta acesso novidade`.split(/\s+/),
  ),
  de: new Set(
    `der die das den dem ein eine einen ist sind war mein meine meinem unser wir ich sie es und oder nicht kein keine auf mit fur von zu im
    bitte danke hallo guten morgen tag wie wer wann seit heute gestern kann konnen geht funktioniert hilfe stand bei dass mir uns
    moin drucker rechner kaputt anfrage vielen dank wo was abend servus`.split(/\s+/),
  ),
};

/** Letters that only one of the three writes. Worth two words: a short message has few words to count. */
const letters: readonly (readonly [Language, RegExp])[] = [
  ['pt', /[ãõçáâêíóôú]/iu],
  ['de', /[äöüß]/iu],
];

/** The language to answer in; English where nothing speaks for another. Good enough for templates, not for linguistics. */
export function detectLanguage(text: string): Language {
  const words = foldWords(text).split(' ');
  const count = (language: Language): number =>
    words.filter((word) => typical[language].has(word)).length +
    letters.filter(([of, pattern]) => of === language && pattern.test(text)).length * 2;
  const [en, pt, de] = [count('en'), count('pt'), count('de')];
  if (pt > en && pt >= de) return 'pt';
  return de > en && de > pt ? 'de' : 'en';
}
