import { bucketOf, newId } from '#kernel/fhir/id.ts';
import type { Actor } from '../access/actor.ts';
import type { Keyring } from '../crypt/keyring.ts';
import type { Database, Queryable, Transaction } from '../sql/database.ts';
import { closeQuestion } from './questions.ts';

/** What an audit line says was done. */
export type AuditAction =
  | 'read'
  | 'search'
  | 'create'
  | 'update'
  | 'delete'
  | 'history'
  | 'operation'
  | 'sign-in'
  | 'sign-out'
  | 'refused'
  | 'call'
  | 'import'
  | 'export'
  | 'command'
  | 'break-glass'
  | 'consent'
  | 'sign';

/**
 * One line: who did what to which record, with what result. In the clear it holds ids and names of parameters, never values; the question
 * itself is closed before it is written.
 */
export interface AuditLine {
  readonly actor: Actor;
  readonly action: AuditAction;
  readonly resourceType?: string;
  readonly resourceId?: string;
  readonly patientId?: string;
  /** Names of the search parameters, or the pattern of a route. */
  readonly query?: string;
  /** The question as it was asked, values and all. Never in the clear in the database; left out where the house asks itself. */
  readonly asked?: string;
  readonly outcome: 'ok' | 'refused' | 'error';
  readonly count?: number;
}

/** The append-only log of every read, search, write and refusal. */
export interface Audit {
  /**
   * With `tx` the line is part of that transaction. Without, lines of concurrent callers are written together (few inserts at
   * a time, the next starts as soon as one is durable); the promise resolves when the line is durable.
   * Errors: storage.full, service.unavailable; then nothing may be shown of what was read.
   */
  append(line: AuditLine, tx?: Transaction): Promise<void>;
  /** Several lines of one transaction in one statement. */
  appendAll(lines: readonly AuditLine[], tx: Transaction): Promise<void>;
}

interface Waiting {
  readonly row: Row;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

// One insert carries at most this many lines; a longer queue is written by the next ones.
const batchLimit = 1000;
// While one insert waits for the disk the next one is on its way; PostgreSQL flushes both together where it can.
const mostInserts = 2;

/**
 * Opens the audit log of a database.
 * @param keys close what was asked; without them it is written nowhere
 */
export function createAuditLog(database: Database, now: () => Date, keys?: Keyring): Audit {
  const closed = keys === undefined ? () => null : closing(keys);
  let queue: Waiting[] = [];
  let inserts = 0;

  const drain = async (): Promise<void> => {
    while (queue.length > 0) {
      const batch = queue.slice(0, batchLimit);
      queue = queue.slice(batchLimit);
      try {
        await insert(
          database,
          batch.map((waiting) => waiting.row),
        );
        for (const waiting of batch) waiting.resolve();
      } catch (error) {
        for (const waiting of batch) waiting.reject(error);
      }
    }
    inserts -= 1;
  };

  return {
    append(line, tx) {
      const row = toRow(line, now(), closed(line));
      if (tx !== undefined) return insert(tx, [row]);
      return new Promise((resolve, reject) => {
        queue.push({ row, resolve, reject });
        if (inserts === mostInserts) return;
        inserts += 1;
        // Not before the other requests that arrived together with this one had their turn.
        setImmediate(() => void drain());
      });
    },
    async appendAll(lines, tx) {
      const at = now();
      if (lines.length > 0)
        await insert(
          tx,
          lines.map((line) => toRow(line, at, closed(line))),
        );
    },
  };
}

type Row = readonly (string | number | null)[];

const columns = [
  ['bucket', 'integer'],
  ['id', 'uuid'],
  ['at', 'timestamptz'],
  ['request_id', 'text'],
  ['actor_kind', 'text'],
  ['actor_id', 'text'],
  ['actor_roles', 'text'],
  ['facility_id', 'text'],
  ['purpose', 'text'],
  ['action', 'text'],
  ['resource_type', 'text'],
  ['resource_id', 'text'],
  ['patient_id', 'text'],
  ['query', 'text'],
  ['outcome', 'text'],
  ['count', 'integer'],
  ['asked', 'bytea'],
] as const;

// unnest() of one array per column keeps the statement the same for any number of lines, so that it is prepared once.
const insertText = `
INSERT INTO audit.event (${columns.map(([name]) => name).join(', ')}, written)
SELECT ${columns.map(([name]) => (name === 'actor_roles' ? "string_to_array(actor_roles, ' ')" : name)).join(', ')},
  pg_current_xact_id()::text::bigint
FROM unnest(${columns.map(([, type], index) => `$${index + 1}::${type}[]`).join(', ')})
AS line (${columns.map(([name]) => name).join(', ')})
ON CONFLICT (bucket, id) DO NOTHING`;

// Most writes have one line, and a plain row is planned and run in half the time of arrays.
const insertOneText = `
INSERT INTO audit.event (${columns.map(([name]) => name).join(', ')}, written)
VALUES (${columns.map(([name, type], index) => (name === 'actor_roles' ? `string_to_array($${index + 1}::text, ' ')` : `$${index + 1}::${type}`)).join(', ')},
  pg_current_xact_id()::text::bigint)
ON CONFLICT (bucket, id) DO NOTHING`;

async function insert(target: Queryable, rows: readonly Row[]): Promise<void> {
  const [only] = rows;
  if (only !== undefined && rows.length === 1) {
    const values = only.map((value) => (typeof value === 'string' ? value.replaceAll('\0', '') : value));
    await target.query({ name: 'audit-append-one', lane: 'log', text: insertOneText, values });
    return;
  }
  // A caller's NUL in an id would make PostgreSQL refuse the whole batch.
  const values = columns.map((_, index) => arrayLiteral(rows, index));
  await target.query({ name: 'audit-append', lane: 'log', text: insertText, values });
}

// What PostgreSQL reads as itself between the braces of an array.
const plain = /^[\w.:@/$-]+$/;

/** A column of lines as an array of PostgreSQL; `pg` would write the same, escaping each value. */
function arrayLiteral(rows: readonly Row[], column: number): string {
  let text = '{';
  for (const row of rows) {
    const value = row[column];
    if (text.length > 1) text += ',';
    if (value === null || value === undefined) text += 'NULL';
    else if (typeof value === 'number' || (plain.test(value) && !/^null$/i.test(value))) text += value;
    else text += `"${value.replaceAll('\0', '').replaceAll(/["\\]/g, '\\$&')}"`;
  }
  return `${text}}`;
}

/** A search that showed many persons writes a line for each: its question is closed once. */
function closing(keys: Keyring): (line: AuditLine) => string | null {
  let last = { requestId: '', asked: '', text: '' };
  return ({ actor, asked }) => {
    if (asked === undefined || actor.kind === 'platform') return null;
    const { requestId } = actor;
    if (last.requestId !== requestId || last.asked !== asked)
      last = { requestId, asked, text: `\\x${closeQuestion(keys, asked, requestId).toString('hex')}` };
    return last.text;
  };
}

function toRow(line: AuditLine, at: Date, asked: string | null): Row {
  const { actor } = line;
  const bucket = (line.patientId === undefined ? undefined : bucketOf(line.patientId)) ?? 0;
  return [
    bucket,
    newId(bucket, at),
    at.toISOString(),
    actor.requestId,
    actor.kind,
    actor.accountId,
    actor.roles.join(' '),
    actor.facilityId ?? null,
    actor.purpose,
    line.action,
    line.resourceType ?? null,
    line.resourceId ?? null,
    line.patientId ?? null,
    line.query ?? null,
    line.outcome,
    line.count ?? null,
    asked,
  ];
}
