import type { Language } from '../../../api/intake/rules/index.js';

/** The languages that this program answers in. */
export type ReplyLanguage = 'en' | 'pt';

export const replyLanguage = (language: Language): ReplyLanguage => (language === 'pt' ? 'pt' : 'en');

const texts = {
  greeting: {
    en: 'Hello! Tell me in a sentence what you need or what is broken, and I file a ticket for it. No model runs here: I follow rules and workflows.',
    pt: 'Olá! Diga em uma frase o que você precisa ou o que não funciona, e eu abro um chamado. Aqui não há modelo: sigo regras e fluxos de trabalho.',
  },
  thanks: {
    en: "You're welcome! Write again whenever you need something.",
    pt: 'De nada! Escreva de novo quando precisar de algo.',
  },
  small_talk: {
    en: "I'm a program that follows rules, without a model, so I am poor at small talk. Tell me what you need or what is broken: I file a ticket, bring news of it, or cancel it.",
    pt: 'Sou um programa que segue regras, sem modelo, e por isso converso mal. Diga o que você precisa ou o que não funciona: abro um chamado, trago notícias dele ou o cancelo.',
  },
  noTicket: {
    en: 'There is no ticket in this conversation yet. Tell me what you need and I file one.',
    pt: 'Ainda não há chamado nesta conversa. Diga o que você precisa e eu abro um.',
  },
  nothingToCancel: {
    en: 'There is no open ticket in this conversation, so there is nothing to cancel.',
    pt: 'Não há chamado aberto nesta conversa, então não há nada para cancelar.',
  },
  whichTicket: { en: 'Which ticket do you mean?', pt: 'Qual chamado você quer dizer?' },
  dropped: {
    en: 'All right, I leave it at that and file nothing.',
    pt: 'Certo, deixo assim e não abro nenhum chamado.',
  },
  whatIsIt: {
    en: 'What is it about? Please say what you use, what happens, and since when.',
    pt: 'Sobre o que é? Diga o que você usa, o que acontece e desde quando.',
  },
  noModel: {
    en: 'No model was used; rules chose the group.',
    pt: 'Nenhum modelo foi usado; regras escolheram o grupo.',
  },
} satisfies Record<string, Record<ReplyLanguage, string>>;

export type ReplyName = keyof typeof texts;

export function say(name: ReplyName, language: ReplyLanguage): string {
  return texts[name][language];
}

export const notHere = (id: number, language: ReplyLanguage): string =>
  language === 'pt'
    ? `O chamado #${id} não é desta conversa, por isso não posso mostrá-lo nem alterá-lo aqui.`
    : `Ticket #${id} is not one of this conversation, so I can neither show nor change it here.`;

export const cancelled = (id: number, language: ReplyLanguage): string =>
  language === 'pt' ? `O chamado #${id} foi cancelado.` : `Ticket #${id} is cancelled.`;

export const added = (id: number, group: string, language: ReplyLanguage): string =>
  language === 'pt'
    ? `Acrescentei isso ao chamado #${id}; ${group} recebe a informação.`
    : `I added that to ticket #${id}; ${group} gets to see it.`;

export const alsoAbout = (groups: readonly string[], language: ReplyLanguage): string => {
  const names = groups.join(language === 'pt' ? ' e ' : ' and ');
  return language === 'pt'
    ? `Parte da mensagem parece ser de ${names}; se for outro assunto, escreva-o em uma mensagem própria.`
    : `Part of it looks like a matter of ${names}; if it is one of its own, please write it as a message of its own.`;
};

export interface ShownStatus {
  readonly id: number;
  readonly title: string;
  readonly status: string;
  readonly priority: string | null | undefined;
  readonly group: string | null | undefined;
}

const statusWords: Readonly<Record<string, Record<ReplyLanguage, string>>> = {
  new: { en: 'new', pt: 'novo' },
  assigned: { en: 'assigned', pt: 'atribuído' },
  in_progress: { en: 'in progress', pt: 'em andamento' },
  awaiting_user_response: { en: 'waiting for your answer', pt: 'aguardando a sua resposta' },
  pending_approval: { en: 'waiting for an approval', pt: 'aguardando aprovação' },
  awaiting_access: { en: 'waiting for access', pt: 'aguardando acesso' },
  blocked: { en: 'waiting for a person', pt: 'aguardando uma pessoa' },
  resolved: { en: 'resolved', pt: 'resolvido' },
  closed: { en: 'closed', pt: 'encerrado' },
  cancelled: { en: 'cancelled', pt: 'cancelado' },
};

export function statusLine({ id, title, status, priority, group }: ShownStatus, language: ReplyLanguage): string {
  const state = statusWords[status]?.[language] ?? status.replaceAll('_', ' ');
  const rest = [group, priority].filter((part) => part !== null && part !== undefined && part !== '').join(', ');
  return `${language === 'pt' ? 'Chamado' : 'Ticket'} #${id} (${title}): ${state}${rest === '' ? '' : `. ${rest}`}.`;
}

/** Said before an English answer to a German message. */
const inEnglish =
  'I understood that your message is in German. Without a model I can answer only in English or Portuguese, so please excuse the English.';

export function courteously(language: Language, reply: string): string {
  return language === 'de' ? `${inEnglish} ${reply}` : reply;
}
