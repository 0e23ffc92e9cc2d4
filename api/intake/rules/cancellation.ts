import { clausesOf } from './clauses.js';
import { hasAny, indexOfPhrase, phraseList, withoutPhrases, wordsOf } from './words.js';

const whole = phraseList(
  `never mind|nevermind|forget it|forget about it|forget my request|no longer needed|not needed any more|not needed anymore|no longer need it
  |deixa pra la|deixa para la|esquece|esqueca o pedido|nao precisa mais|nao e mais preciso
  |hat sich erledigt|nicht mehr notig|vergiss es`.replaceAll('\n', ' '),
);
const verbs = new Set(
  `cancel cancell cancelled canceled cancelling withdraw close drop scrap cancele cancela cancelar cancelem encerra encerre encerrar
  storniere stornieren stornier abbrechen schliesse schließe schliessen schließen`
    .split(/\s+/)
    .flatMap(wordsOf),
);
const objects = new Set(
  `ticket request it this that thi case order one chamado pedido solicitacao isso isto ele anfrage auftrag das e es`
    .split(/\s+/)
    .flatMap(wordsOf),
);
/** "close it" may be a window; only these verbs mean the ticket when a bare pronoun follows. */
const strongVerbs = new Set(
  'cancel cancell withdraw cancele cancela cancelar cancelem storniere stornieren stornier abbrechen'.split(' '),
);
const pronouns = new Set('it this that thi one isso isto ele das e es'.split(' '));
const spoils = new Set(
  `not nao nicht never nunca nie without sem ohne how como wie why when if unless button link page error meeting subscription no need
  did was were who por warum knopf botao`
    .split(/\s+/)
    .flatMap(wordsOf),
);

/** "por" alone asks why; with "favor" it is a courtesy. */
const politely = phraseList('por favor');

function cancels(words: readonly string[]): boolean {
  const at = words.findIndex((word) => verbs.has(word));
  if (at < 0) return false;
  if (words.slice(Math.max(0, at - 5), at).some((word) => spoils.has(word))) return false;
  const after = words.slice(at + 1, at + 6);
  if (after.some((word) => spoils.has(word) && word !== 'no')) return false;
  if (after.length === 0) return strongVerbs.has(words[at] ?? '') || hasTicketWord(words.slice(0, at));
  // A bare number is a ticket only right after the verb: "cancel 12", not "close the port 8080".
  const place = after.findIndex((word, offset) => objects.has(word) || (offset === 0 && /^\d+$/.test(word)));
  const object = after[place];
  if (object === undefined) return hasTicketWord(words.slice(0, at)) && strongVerbs.has(words[at] ?? '');
  // "this ticket" is no bare "this".
  const next = after[place + 1] ?? '';
  const bare = /^\d+$/.test(object) || (pronouns.has(object) && !(objects.has(next) && !pronouns.has(next)));
  return !bare || (strongVerbs.has(words[at] ?? '') && place === 0);
}

function hasTicketWord(words: readonly string[]): boolean {
  return words.some((word) => ['ticket', 'request', 'chamado', 'pedido', 'anfrage'].includes(word));
}

/** Whether the message takes its ticket back. "do not cancel", "how do I cancel a meeting" and "the cancel button" do not (contract 27.53). */
export function isCancellation(text: string): boolean {
  return clausesOf(text).some(({ words }) => {
    const phrase = whole.find((one) => indexOfPhrase(words, one) >= 0);
    if (phrase !== undefined && words.length <= phrase.length + 4) return true;
    return cancels(withoutPhrases(words, politely));
  });
}

const keep = phraseList(
  'do not cancel|not be cancelled|not cancel|do not close|nao cancele|nao cancelar|nao feche|nicht stornieren|keep it open',
);

/** Whether the message says in so many words that the ticket is to stay. */
export function asksToKeep(text: string): boolean {
  return clausesOf(text).some(({ words }) => hasAny(words, keep));
}
