import type { Incoming, Outcome, Provider } from '../port.js';
import { changesSince, overlap, shifted } from './changes.js';
import { itopClient, type ItopSettings } from './client.js';
import { closeTicketThere } from './close.js';
import { createTicketThere } from './create.js';
import { isRequest, itopClasses, weightOf } from './fields.js';
import { find } from './look.js';
import { addNoteThere } from './notes.js';
import { teamOf } from './parties.js';
import { readTicket } from './readTicket.js';

export type { ItopSettings } from './client.js';

/** Tickets in one answer. With their logs some hundred kilobytes. */
const page = 25;

/** iTop, by its REST/JSON services 1.4 (contract 25.1). `every` is in seconds, null when nothing is taken in by itself. */
export function itopProvider(settings: ItopSettings | null, every: number | null): Provider {
  const base = { name: 'itop', label: 'iTop', ticketClasses: itopClasses } as const;
  const takes = ['create', 'update', 'note', 'attachment', 'close'] as const;
  const inbound = { every, settledBefore: (cursor: string) => shifted(cursor, -overlap) };
  if (settings === null) {
    const no = (): Promise<{ kind: 'not_supported' }> => Promise.resolve({ kind: 'not_supported' });
    return {
      ...base,
      takes,
      inbound,
      configured: false,
      create: no,
      update: no,
      addNote: no,
      close: no,
      changesSince: no,
      fetch: no,
    };
  }
  const call = itopClient(settings);
  return {
    ...{ ...base, takes, inbound, configured: true },
    create: (ticket, again, signal) => createTicketThere(call, settings, ticket, again, signal),
    async update({ ticketClass, ref }, change, signal) {
      const team =
        change.team === undefined || change.team === null
          ? ({ kind: 'done', value: null } as const)
          : await teamOf(call, { ...settings, teamId: null, createTeams: false }, change.team, null, signal);
      if (team.kind !== 'done') return team;
      const fields = {
        ...(change.priority !== undefined && isRequest(ticketClass) ? weightOf(change.priority) : {}),
        ...(team.value === null ? {} : { team_id: team.value }),
      };
      if (Object.keys(fields).length === 0) return { kind: 'done', value: null };
      const answer = await call(
        {
          ...{ operation: 'core/update', class: ticketClass, key: Number(ref) },
          ...{ comment: 'Opsroom', output_fields: 'id', fields },
        },
        signal,
      );
      return answer.kind === 'done' ? { kind: 'done', value: null } : answer;
    },
    addNote: (place, note, again, signal) => addNoteThere(call, place, note, again, signal),
    close: (place, closing, signal) => closeTicketThere(call, settings, place, closing, signal),
    changesSince: (ticketClass, cursor, signal) => changesSince(call, settings, ticketClass, cursor, signal),
    async fetch(ticketClass, refs, signal): Promise<Outcome<readonly Incoming[]>> {
      const ids = refs.filter((ref) => /^\d{1,15}$/.test(ref));
      const read: Incoming[] = [];
      for (let from = 0; from < ids.length; from += page) {
        const oql = `SELECT ${ticketClass} WHERE id IN (${ids.slice(from, from + page).join(',')})`;
        const found = await find(call, ticketClass, oql, '*', signal);
        if (found.kind !== 'done') return found;
        read.push(...found.value.map((object) => readTicket(object, settings)));
      }
      return { kind: 'done', value: read };
    },
  };
}
