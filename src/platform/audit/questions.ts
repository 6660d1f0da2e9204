import { createHash } from 'node:crypto';
import { close, open } from '../crypt/aes.ts';
import { KeyUnknown, type Keyring } from '../crypt/keyring.ts';
import type { Queryable } from '../sql/database.ts';
import { bucketOfPerson, type AuditRecord } from './search-audit.ts';

/** Bytes that stand before a closed question: the start of its SHA-256, which the chain covers. */
export const digestBytes = 16;
const generationBytes = 4;
/** Longer questions (lists of ids, bodies of operations) are cut here: what was looked for stands at their beginning. */
const longest = 4000;

/**
 * A question as it is kept with its line: 16 bytes of the digest of what follows, 4 of the key's number, then closed by AES-256-GCM and
 * bound to the request, so that it opens in no other line. Erasure leaves the digest alone, and the chain still holds.
 */
export function closeQuestion(keys: Keyring, asked: string, requestId: string): Buffer {
  const { generation, key } = keys.current('audit');
  const head = Buffer.alloc(generationBytes);
  head.writeUInt32BE(generation);
  const closed = close(key, Buffer.from(asked.slice(0, longest)), bound(requestId), head);
  return Buffer.concat([digestOf(closed), closed]);
}

/** The question again; undefined where it was erased, changed or moved, or its key is gone. */
export function openQuestion(keys: Keyring, bytes: Buffer, requestId: string): string | undefined {
  const closed = bytes.subarray(digestBytes);
  if (closed.length <= generationBytes) return undefined;
  try {
    const key = keys.of('audit', 0, closed.readUInt32BE(0));
    return open(key, closed, bound(requestId), generationBytes).toString();
  } catch (error) {
    if (error instanceof KeyUnknown || error instanceof Error) return undefined;
    throw error;
  }
}

/** Questions of lines by their ids. The caller has checked that the reader may know them. */
export async function readQuestions(
  q: Queryable,
  keys: Keyring,
  lines: readonly Pick<AuditRecord, 'id' | 'request_id'>[],
): Promise<Map<string, string>> {
  if (lines.length === 0) return new Map();
  const requests = new Map(lines.map(({ id, request_id: request }) => [id, request]));
  const { rows } = await q.query<{ id: string; asked: Buffer }>(
    `SELECT id, asked FROM audit.event
     WHERE bucket = ANY ($1::int[]) AND id = ANY ($2::uuid[]) AND length(asked) > ${digestBytes}`,
    [[...new Set(lines.map(({ id }) => bucketOfPerson(id)))], [...requests.keys()]],
  );
  const found = new Map<string, string>();
  for (const { id, asked } of rows) {
    const text = openQuestion(keys, asked, requests.get(id) ?? '');
    if (text !== undefined) found.set(id, text);
  }
  return found;
}

/**
 * Erasure by law: of the questions in a person's lines only their digests stay. Questions that found nobody stand in no person's lines;
 * they go with their lines.
 */
export async function eraseQuestions(q: Queryable, bucket: number, patientId: string): Promise<void> {
  await q.query(
    `UPDATE audit.event SET asked = substring(asked FROM 1 FOR ${digestBytes})
     WHERE bucket = $1 AND patient_id = $2 AND length(asked) > ${digestBytes}`,
    [bucket, patientId],
  );
}

const digestOf = (closed: Buffer): Buffer =>
  createHash('sha256').update(closed).digest().subarray(0, digestBytes);

const bound = (requestId: string): Buffer => Buffer.from(`sen audit question\n${requestId}`);
