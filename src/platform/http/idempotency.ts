import { createHash } from 'node:crypto';
import { AppError } from '#kernel/errors.ts';
import { isSealed, type Seal } from '../crypt/seal.ts';
import type { Queryable, Transaction } from '../sql/database.ts';

/** What names a call that may be sent twice. */
export interface IdempotentCall {
  readonly actorId: string;
  /** Value of the header Idempotency-Key. */
  readonly key: string;
  /** Method and pattern, e.g. 'POST /api/doors/quarantine/:id/mend'. */
  readonly route: string;
  readonly input: unknown;
}

/** To whom a kept answer is bound. */
const purposeOf = ({ actorId, key }: IdempotentCall): string => `http answer:${actorId}:${key}`;

const keptMs = 24 * 3_600_000;

/**
 * Runs `work` once per actor and key: a second call gets the stored answer, one that comes while the first still runs waits for
 * it. What is kept lies sealed, also the digest of what was sent. The same key with another content is refused (request.key-reused). A call that fails keeps nothing, so it may be sent again.
 */
export async function answerOnce<T>(
  tx: Transaction,
  call: IdempotentCall,
  { seal, now }: { readonly seal: Seal; readonly now: Date },
  work: () => Promise<T>,
): Promise<{ readonly answer: T; readonly repeated: boolean }> {
  if (call.key.length > 200) throw new AppError('request.invalid', { issues: [keyTooLong] });
  const sha256 = createHash('sha256').update(canonical(call.input)).digest('hex');
  const id = [call.actorId, call.key];
  await tx.query('DELETE FROM http.answer WHERE actor_id = $1 AND key = $2 AND at < $3', [
    ...id,
    new Date(now.getTime() - keptMs),
  ]);
  // The row of a call still under way makes this wait until that one has committed or failed.
  const { rowCount } = await tx.query(
    'INSERT INTO http.answer (actor_id, key, route, request_sha256, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING',
    [...id, call.route, seal.seal(sha256, purposeOf(call)), now],
  );
  if (rowCount === 0) {
    const { rows } = await tx.query<{ route: string; request_sha256: string; body: string | null }>(
      'SELECT route, request_sha256, body FROM http.answer WHERE actor_id = $1 AND key = $2',
      id,
    );
    const stored = rows[0];
    // What an earlier version kept lies open, for a day at most.
    const opened = (text: string): string => (isSealed(text) ? seal.open(text, purposeOf(call)) : text);
    if (stored === undefined || stored.route !== call.route || opened(stored.request_sha256) !== sha256) {
      throw new AppError('request.key-reused');
    }
    const body = stored.body === null ? undefined : (JSON.parse(opened(stored.body)) as unknown);
    return { answer: body as T, repeated: true };
  }
  const answer = await work();
  await tx.query('UPDATE http.answer SET body = $3 WHERE actor_id = $1 AND key = $2', [
    ...id,
    answer === undefined ? null : seal.seal(JSON.stringify(answer), purposeOf(call)),
  ]);
  return { answer, repeated: false };
}

const keyTooLong = {
  path: 'Idempotency-Key',
  text: { vi: 'Idempotency-Key dài nhất 200 ký tự.', en: 'Idempotency-Key has 200 characters at most.' },
};

/** Removes answers older than a day. */
export async function cleanAnswers(target: Queryable, now: Date): Promise<number> {
  const before = new Date(now.getTime() - keptMs);
  return (await target.query('DELETE FROM http.answer WHERE at < $1', [before])).rowCount;
}

/** Forgets what kept answers say, since some may tell of what is erased; their keys stay, so that no call is carried out twice. */
export async function forgetAnswers(tx: Transaction): Promise<void> {
  await tx.query('UPDATE http.answer SET body = NULL WHERE body IS NOT NULL');
}

/** JSON with the keys of every object in order, so that the same content has the same text. */
function canonical(input: unknown): string {
  return (
    JSON.stringify(input, (_key, value: unknown) =>
      value !== null && typeof value === 'object' && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
        : value,
    ) ?? ''
  );
}
