import { randomUUID } from 'node:crypto';
import type { Queryable, Transaction } from '../../sql/database.ts';
import type { ErasedCounts } from './erase.ts';
import type { Target } from './target.ts';

/** How long a request waits for a second person. */
export const waitingMs = 7 * 24 * 3_600_000;

/** A request as it stands. */
export interface ExpungeRequest {
  readonly id: string;
  readonly type: string;
  readonly rowId: string;
  /** The id that another system chose; gone once the request was carried out. */
  readonly fhirId: string | null;
  readonly reason: string;
  readonly legalGround: string;
  readonly state: 'waiting' | 'done' | 'withdrawn' | 'expired';
  readonly askedBy: string;
  readonly askedAt: Date;
  readonly expiresAt: Date;
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
  readonly counts: ErasedCounts | null;
}

const columns = `id, type, row_id as "rowId", fhir_id as "fhirId", reason, legal_ground as "legalGround", state, asked_by as "askedBy",
  asked_at as "askedAt", expires_at as "expiresAt", decided_by as "decidedBy", decided_at as "decidedAt", counts`;

/** Keeps a request. Undefined where one waits for the same resource already. */
export async function keepRequest(
  tx: Transaction,
  target: Target,
  words: { readonly reason: string; readonly legalGround: string; readonly askedBy: string },
  now: Date,
): Promise<ExpungeRequest | undefined> {
  await tx.query(
    "update record.expunge_request set state = 'withdrawn' where row_id = $1 and state = 'waiting' and expires_at <= $2",
    [target.rowId, now.toISOString()],
  );
  const { rows } = await tx.query<ExpungeRequest>(
    `insert into record.expunge_request (id, type, row_id, fhir_id, reason, legal_ground, state, asked_by, asked_at, expires_at)
      values ($1, $2, $3, $4, $5, $6, 'waiting', $7, $8, $9) on conflict do nothing returning ${columns}`,
    [
      randomUUID(),
      target.type,
      target.rowId,
      target.fhirId === target.rowId ? null : target.fhirId,
      words.reason,
      words.legalGround,
      words.askedBy,
      now.toISOString(),
      new Date(now.getTime() + waitingMs).toISOString(),
    ],
  );
  return rows[0];
}

/** The request, if there is one; held against others until the transaction ends where `tx` is one that decides. */
export async function findRequest(
  q: Queryable,
  id: string,
  now: Date,
  holding = false,
): Promise<ExpungeRequest | undefined> {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return undefined;
  const text = `select ${columns} from record.expunge_request where id = $1${holding ? ' for update' : ''}`;
  const [found] = (await q.query<ExpungeRequest>(text, [id])).rows;
  if (found?.state !== 'waiting' || found.expiresAt > now) return found;
  return { ...found, state: 'expired' };
}

/** Ends a request; what it named by an id of another system's choosing is forgotten. */
export async function endRequest(
  tx: Transaction,
  id: string,
  end: {
    readonly state: 'done' | 'withdrawn';
    readonly by: string;
    readonly at: Date;
    readonly counts?: ErasedCounts;
  },
): Promise<void> {
  await tx.query(
    `update record.expunge_request set state = $2, decided_by = $3, decided_at = $4, counts = $5, fhir_id = null where id = $1`,
    [
      id,
      end.state,
      end.by,
      end.at.toISOString(),
      end.counts === undefined ? null : JSON.stringify(end.counts),
    ],
  );
}
