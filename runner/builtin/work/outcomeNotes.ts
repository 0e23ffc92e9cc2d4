import type { Language } from '../../../api/intake/rules/index.js';
import type { ChangeStatus } from '../../toolbelt/platform/shapes.js';
import { quotable } from './fillIn.js';

type Text = Readonly<Record<Language, string>>;

/** Why a change that was asked for brought no result, in words for the requester. Each ends with who goes on. */
const reasons: Readonly<Record<string, Text>> = {
  rejected: {
    en: 'Change {id} was not approved, so nothing was run.',
    pt: 'A mudança {id} não foi aprovada, então nada foi executado.',
    de: 'Änderung {id} wurde nicht genehmigt; es wurde nichts ausgeführt.',
  },
  expired: {
    en: 'Nobody decided on change {id} in time, so nothing was run.',
    pt: 'Ninguém decidiu sobre a mudança {id} a tempo, então nada foi executado.',
    de: 'Über Änderung {id} hat niemand rechtzeitig entschieden; es wurde nichts ausgeführt.',
  },
  withdrawn: {
    en: 'Change {id} was withdrawn, so nothing was run.',
    pt: 'A mudança {id} foi retirada, então nada foi executado.',
    de: 'Änderung {id} wurde zurückgezogen; es wurde nichts ausgeführt.',
  },
  superseded: {
    en: 'Another change took the place of change {id}, so it was not run.',
    pt: 'Outra mudança substituiu a mudança {id}, então ela não foi executada.',
    de: 'Eine andere Änderung ersetzt Änderung {id}; sie wurde nicht ausgeführt.',
  },
  execution_expired: {
    en: 'Change {id} was approved and could not start in time. It was not run.',
    pt: 'A mudança {id} foi aprovada e não pôde começar a tempo. Ela não foi executada.',
    de: 'Änderung {id} wurde genehmigt, konnte aber nicht rechtzeitig starten. Sie wurde nicht ausgeführt.',
  },
  drifted: {
    en: 'Change {id} was approved, but what would run is no longer what was approved. It was not run.',
    pt: 'A mudança {id} foi aprovada, mas o que seria executado já não é o que foi aprovado. Ela não foi executada.',
    de: 'Änderung {id} wurde genehmigt, aber was laufen würde, ist nicht mehr das Genehmigte. Sie wurde nicht ausgeführt.',
  },
  failed: {
    en: 'Change {id} was approved and ran, and it failed{code}.',
    pt: 'A mudança {id} foi aprovada e executada, e falhou{code}.',
    de: 'Änderung {id} wurde genehmigt und ausgeführt und ist fehlgeschlagen{code}.',
  },
  unknown: {
    en: 'Change {id} was approved; whether it ran is not known. It is not tried again.',
    pt: 'A mudança {id} foi aprovada; não se sabe se foi executada. Ela não será tentada de novo.',
    de: 'Änderung {id} wurde genehmigt; ob sie lief, ist nicht bekannt. Sie wird nicht noch einmal versucht.',
  },
  empty: {
    en: 'Change {id} ran{code} and printed nothing, so it answers nothing.',
    pt: 'A mudança {id} foi executada{code} e não mostrou nada, então não responde nada.',
    de: 'Änderung {id} lief{code} und gab nichts aus, beantwortet also nichts.',
  },
};

const because: Text = { en: 'Reason: {why}', pt: 'Motivo: {why}', de: 'Grund: {why}' };
const goesOn: Text = {
  en: 'A person of {group} goes on with this ticket.',
  pt: 'Uma pessoa de {group} continua com este chamado.',
  de: 'Eine Person von {group} macht mit diesem Ticket weiter.',
};
const exitCode: Text = { en: ' (exit code {code})', pt: ' (código de saída {code})', de: ' (Exit-Code {code})' };

/** The note about a change that brought no result. `kind` is its state, or `unknown` or `empty`. */
export function outcomeNote(kind: string, status: ChangeStatus, group: string, language: Language): string {
  const { execution } = status;
  const code = execution?.exit_code;
  const said = (reasons[kind] ?? reasons['unknown'])?.[language] ?? '';
  const why = status.rejected_reason ?? status.state_reason ?? '';
  const output = kind === 'failed' ? quotable(execution?.output ?? '') : '';
  return [
    said
      .replace('{id}', String(status.id))
      .replace('{code}', () => (typeof code === 'number' ? exitCode[language].replace('{code}', String(code)) : '')),
    ...(why.trim() === '' ? [] : [because[language].replace('{why}', () => why.trim())]),
    ...(output === '' ? [] : [`\`\`\`\n${output}\n\`\`\``]),
    goesOn[language].replace('{group}', () => group),
  ].join('\n');
}

const noWorkflow: Text = {
  en: 'No approved workflow covers this, and no model is in use. A person of {group} works it.',
  pt: 'Nenhum fluxo de trabalho aprovado cobre isto, e nenhum modelo está em uso. Uma pessoa de {group} cuida dele.',
  de: 'Kein genehmigter Ablauf deckt das ab, und es ist kein Modell im Einsatz. Eine Person von {group} bearbeitet es.',
};
const refused: Text = {
  en: 'The change could not be asked for: {why}\nA person of {group} goes on with this ticket.',
  pt: 'Não foi possível pedir a mudança: {why}\nUma pessoa de {group} continua com este chamado.',
  de: 'Die Änderung konnte nicht beantragt werden: {why}\nEine Person von {group} macht mit diesem Ticket weiter.',
};

export const noWorkflowNote = (group: string, language: Language): string =>
  noWorkflow[language].replace('{group}', () => group);

export const refusedNote = (why: string, group: string, language: Language): string =>
  refused[language].replace('{why}', () => why).replace('{group}', () => group);
