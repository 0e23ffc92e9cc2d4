import type { Queryable } from '../../db/index.js';
import type { Outgoing, Pushed } from '../port.js';
import { noteStampOf } from '../reference.js';

export type PushRow = {
  readonly id: number;
  readonly ticketId: number;
  readonly provider: string;
  readonly kind: Pushed;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly errors: number;
  /** An earlier try may have done it. */
  readonly again: boolean;
  readonly place: { readonly ticketClass: string; readonly ref: string };
  readonly syncStatus: string;
  readonly outgoing: Outgoing;
  /** Null when there is none, or when it may not leave the house any more. */
  readonly note: { readonly stamp: string; readonly text: string } | null;
};

type Row = {
  readonly [name: string]: unknown;
  readonly id: number;
  readonly ticket_id: number;
  readonly payload: Record<string, unknown>;
};

const text = (row: Row, name: string): string | null => {
  const value = row[name];
  return typeof value === 'string' ? value : null;
};

type FileRow = { id: number; filename: string; size_bytes: number | null; stored: boolean; storage_ref: string | null };

const isWebAddress = (value: string | null): value is string =>
  value !== null && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);

/** One line about a file: its name, its size, and where it is read, by whoever may. */
function fileLine(file: FileRow, ticketId: number, publicUrl: string | undefined): string {
  const size = file.size_bytes === null ? '' : ` (${file.size_bytes} bytes)`;
  const ours = publicUrl && `${publicUrl}/api/tickets/${ticketId}/attachments/${file.id}/content`;
  const link = file.stored ? ours : isWebAddress(file.storage_ref) ? file.storage_ref : undefined;
  return `${file.filename}${size}${link === undefined ? '' : `: ${link}`}`;
}

const fileColumns = 'f.id, f.filename, f.size_bytes, f.stored, f.storage_ref';
const outside = `f.audience <> 'internal' and not exists (select from ticket_notes n where n.id = f.note_id and n.audience = 'internal')`;

async function filesOf(q: Queryable, row: Row): Promise<FileRow[]> {
  const attachment = row['attachment_id'];
  if (row['kind'] !== 'create' && attachment === null) return [];
  const { rows } = await q.query<FileRow>(
    `select ${fileColumns} from ticket_attachments f where f.ticket_id = $1 and ${outside}
       and case when $2::bigint is null then not exists (select from provider_pushes p where p.attachment_id = f.id) else f.id = $2 end
     order by f.id limit 50`,
    [row.ticket_id, attachment],
  );
  return rows;
}

/** A push with everything that the provider is told, as it is at this moment: what was edited meanwhile goes as it is now. */
export async function readPush(q: Queryable, id: number, publicUrl: string | undefined): Promise<PushRow | undefined> {
  const { rows } = await q.query<Row>(
    `select p.id, p.ticket_id, p.provider, p.kind, p.payload, p.failures, p.reference, p.attachment_id,
       p.attempt > 1 or exists (select from provider_pushes e where e.ticket_id = p.ticket_id and e.kind = 'create' and e.id < p.id
         and p.kind = 'create') as again,
       t.title, t.description, t.priority, t.assignee_team, t.itop_class, t.created_by, t.opened_by_name, t.opened_by_email,
       t.requester_name, t.requester_email, t.affected_user_name, t.affected_user_email, t.provider_sync_status,
       coalesce(t.provider_ref, t.itop_ref) as ref, coalesce(t.provider_class, t.itop_class) as class,
       n.id as note_id, n.author, n.body, (select left(md5(instance_id), 8) from installation) as installation
     from provider_pushes p join tickets t on t.id = p.ticket_id
     left join ticket_notes n on n.id = p.note_id and n.audience <> 'internal'
     where p.id = $1`,
    [id],
  );
  const row = rows[0];
  if (!row) return undefined;
  const files = (await filesOf(q, row)).map((file) => ({
    id: file.id,
    line: fileLine(file, row.ticket_id, publicUrl),
  }));
  const installation = text(row, 'installation') ?? '';
  return {
    id: row.id,
    ticketId: row.ticket_id,
    provider: text(row, 'provider') ?? '',
    kind: row['kind'] as Pushed,
    payload: row.payload,
    errors: Number(row['failures']),
    again: row['again'] === true,
    place: { ticketClass: text(row, 'class') ?? '', ref: text(row, 'ref') ?? '' },
    syncStatus: text(row, 'provider_sync_status') ?? '',
    outgoing: {
      ticketId: row.ticket_id,
      reference: text(row, 'reference') ?? '',
      ticketClass: text(row, 'itop_class') ?? '',
      title: text(row, 'title') ?? '',
      description: text(row, 'description') ?? '',
      priority: text(row, 'priority'),
      team: text(row, 'assignee_team'),
      createdBy: text(row, 'created_by') ?? '',
      openedBy: { name: text(row, 'opened_by_name'), email: text(row, 'opened_by_email') },
      requester: { name: text(row, 'requester_name'), email: text(row, 'requester_email') },
      affectedUser: { name: text(row, 'affected_user_name'), email: text(row, 'affected_user_email') },
      attachments: files.map(({ line }) => line),
    },
    note: noteOf(row, installation, files[0]),
  };
}

function noteOf(
  row: Row,
  installation: string,
  file: { readonly id: number; readonly line: string } | undefined,
): PushRow['note'] {
  if (row['kind'] === 'attachment') {
    if (!file) return null;
    const stamp = `[opsroom-${installation}-f${file.id}]`;
    return { stamp, text: `${stamp} File: ${file.line}` };
  }
  const id = row['note_id'];
  const body = text(row, 'body');
  if (row['kind'] !== 'note' || typeof id !== 'number' || body === null) return null;
  return { stamp: noteStampOf(installation, id), text: sentNote(installation, id, text(row, 'author') ?? '', body) };
}

/** A note of ours as it stands in a log there; the stamp comes first, so that it is known again. */
export function sentNote(installation: string, noteId: number, author: string, body: string): string {
  return `${noteStampOf(installation, noteId)} ${author}:\n\n${body}`;
}
