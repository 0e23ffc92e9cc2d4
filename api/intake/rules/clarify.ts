import { foldWords } from '../../../config/foldWords.js';
import { classify, type Classification, type IntakeRule, type IntakeText } from './classify.js';
import { detectLanguage, type Language } from './detectLanguage.js';
import { kindOfMessage } from './kindOfMessage.js';
import { wordsOf } from './words.js';

export interface Clarification {
  readonly classification: Classification;
  /** At most four (17.4). With `choices`, the first is the one question that a chat turn asks. */
  readonly questions: readonly string[];
  /** Two or three in plain words, or none. */
  readonly choices: readonly string[];
  readonly needs_clarification: boolean;
}

/** More than three reactions are a menu, not a question; who means something else answers in words. */
const mostChoices = 3;
/** Characters; contract 17.4. */
const shortMessage = 40;

type Question = Readonly<Record<Language, string>>;
const ask = {
  sender: {
    en: 'Who sent it, and can you paste the headers?',
    pt: 'Quem enviou, e você pode colar os cabeçalhos?',
    de: 'Wer hat es geschickt, und können Sie die Kopfzeilen einfügen?',
  },
  link: {
    en: 'Which link or attachment was in it? Please write it as text and do not open it.',
    pt: 'Qual link ou anexo havia nele? Escreva como texto e não abra.',
    de: 'Welcher Link oder Anhang war darin? Bitte als Text schreiben, nicht öffnen.',
  },
  clicked: {
    en: 'Did you click or open anything?',
    pt: 'Você clicou ou abriu alguma coisa?',
    de: 'Haben Sie etwas angeklickt oder geöffnet?',
  },
  approver: {
    en: 'Who is the manager or owner that can approve this?',
    pt: 'Quem é o gestor ou responsável que pode aprovar isto?',
    de: 'Wer kann das als Vorgesetzte oder Verantwortliche genehmigen?',
  },
  role: {
    en: 'Which application, group or role is it about?',
    pt: 'De qual aplicação, grupo ou função se trata?',
    de: 'Um welche Anwendung, Gruppe oder Rolle geht es?',
  },
  more: {
    en: 'What happens, who is affected, and since when?',
    pt: 'O que acontece, quem é afetado e desde quando?',
    de: 'Was passiert, wer ist betroffen und seit wann?',
  },
  email: {
    en: 'Which e-mail address can we reach you at?',
    pt: 'Em qual endereço de e-mail podemos falar com você?',
    de: 'Unter welcher E-Mail-Adresse erreichen wir Sie?',
  },
} satisfies Record<string, Question>;

function missing(intent: string, text: string, email: string | undefined): Question[] {
  const words = wordsOf(text);
  const says = (...any: string[]): boolean => any.some((word) => words.includes(word));
  if (intent === 'phishing') {
    return [
      ...(says('sender', 'remetente', 'absender') || /from:/iu.test(text) ? [] : [ask.sender]),
      ...(says('http', 'http', 'url', 'link', 'anexo', 'attachment') || /https?:/iu.test(text) ? [] : [ask.link]),
      ...(says('clicked', 'click', 'opened', 'cliquei', 'abri', 'geklickt', 'geoffnet') ? [] : [ask.clicked]),
    ];
  }
  if (intent === 'access-request' || intent === 'identity-help') {
    return [
      ...(says('manager', 'owner', 'gestor', 'gestora', 'chefe') ? [] : [ask.approver]),
      ...(says('group', 'role', 'app', 'application', 'grupo', 'funcao', 'sistema') ? [] : [ask.role]),
    ];
  }
  return [
    ...(text.trim().length < shortMessage ? [ask.more] : []),
    ...(email === undefined || email === '' ? [ask.email] : []),
  ];
}

/** Whether the message is little more than the keywords that caught it: "vpn problem". */
function isBare(text: string, matched: readonly string[]): boolean {
  if (text.trim().length >= shortMessage) return false;
  const rest = matched.reduce((left, keyword) => left.replace(foldWords(keyword), ' '), foldWords(text));
  return kindOfMessage(rest) === 'vague' || rest.trim() === '';
}

/**
 * Contract 17.4, and the one question of a chat turn: a message that says too little for its rule gets that rule's question with choices, which
 * stands first in `questions`. Pure and total. Texts are in the language of the message, or `language`.
 */
export function clarify(
  input: IntakeText & { readonly requester_email?: string | undefined },
  rules: readonly IntakeRule[],
  language: Language = detectLanguage(input.message),
): Clarification {
  const classification = classify(input, rules);
  const rule = rules.find(({ id }) => id === classification.rule_id);
  const text = [input.title, input.category, input.message]
    .filter((part) => part !== undefined && part !== '')
    .join(' ');
  const answered = (input.category ?? '') !== '';
  const kind = kindOfMessage(text);
  const tooLittle =
    kind === 'vague' ||
    ((kind === 'request' || rule?.intent === 'general') && isBare(text, classification.matched_keywords));
  const asked = !answered && tooLittle ? (rule?.clarify ?? (kind === 'vague' ? general(rules) : undefined)) : undefined;
  const choices = (asked?.choices ?? []).slice(0, mostChoices).map(({ label }) => label[language] ?? label.en);
  const first = asked ? [asked.question[language] ?? asked.question.en] : [];
  const questions = [
    ...first,
    ...missing(classification.intent, text, input.requester_email).map((one) => one[language]),
  ].slice(0, 4);
  return { classification, questions, choices, needs_clarification: questions.length > 0 };
}

function general(rules: readonly IntakeRule[]): IntakeRule['clarify'] {
  return rules.find(({ intent }) => intent === 'general')?.clarify;
}
