import { asksToKeep } from './cancellation.js';
import { hasAny, phraseList, wordsOf } from './words.js';

const newTicket = phraseList(
  `new ticket|new request|fresh ticket|fresh request|separate ticket|separate request|another ticket|another request|different ticket|different request
  |open a ticket|file a ticket|create a ticket|open ticket for|unrelated|something else|another matter|a different matter
  |novo chamado|nova solicitacao|novo pedido|outro chamado|outro pedido|abrir um chamado|abra um chamado|outra coisa|outro assunto
  |neues ticket|neue anfrage|anderes thema`.replaceAll('\n', ' '),
);
const followUps = phraseList(
  `follow up|followup|update|actually|to clarify|clarification|i meant|same ticket|same issue|same problem|same request|keep the|scope changed|escalate|reassign|to add|one more detail
  |in addition|more information|as requested|here is the|here are the|still not|still the same|still broken|still down|still failing|still happen|it also|also affect|correction|confirm|confirmed
  |na verdade|atualizacao|mesmo chamado|mesmo problema|mesmo pedido|ainda nao|ainda esta|continua|tambem afeta|segue o|segue a|seguem os|complementando|corrigindo|confirmo
  |nachtrag|gleiches ticket|gleiche problem|immer noch|ausserdem|bestatige|korrektur`.replaceAll('\n', ' '),
);

/** The ticket numbers that the text names: "#12", "ticket 12", "chamado nº 12". */
export function ticketNumbers(text: string): readonly number[] {
  const found = text.matchAll(
    /(?:#|\b(?:ticket|chamado|pedido|anfrage|request)\s*(?:n[ºo]?\.?\s*|number\s*|nr\.?\s*)?#?\s*)(\d{1,9})\b/giu,
  );
  return [...new Set([...found].map((match) => Number(match[1])))];
}

/** Whether the person says that this is a ticket of its own. Stronger than any word of a follow-up. */
export function asksForNewTicket(text: string): boolean {
  return hasAny(wordsOf(text), newTicket);
}

/** Whether the wording continues something (contract 23.6), unless it says that it is a new matter. */
export function looksLikeFollowUp(text: string): boolean {
  return !asksForNewTicket(text) && (hasAny(wordsOf(text), followUps) || asksToKeep(text));
}
