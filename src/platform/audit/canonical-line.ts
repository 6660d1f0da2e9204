import { createHash } from 'node:crypto';
import { digestBytes } from './questions.ts';

/** A line as the chain reads it: every column of meaning, `at` in microseconds as text. */
export interface ChainedLine {
  readonly bucket: number;
  readonly id: string;
  readonly at_us: string;
  readonly request_id: string;
  readonly actor_kind: string;
  readonly actor_id: string;
  /** Roles with a space between. */
  readonly roles: string;
  readonly facility_id: string | null;
  readonly purpose: string;
  readonly action: string;
  readonly resource_type: string | null;
  readonly resource_id: string | null;
  readonly patient_id: string | null;
  readonly query: string | null;
  readonly outcome: string;
  readonly count: number | null;
  /** Digest of the closed question, in hex. */
  readonly asked: string | null;
}

/** What a statement selects of `audit.event e` to read a ChainedLine. */
export const chainedColumns = `e.bucket, e.id, (extract(epoch from e.at) * 1000000)::bigint::text as at_us, e.request_id,
  e.actor_kind, e.actor_id, array_to_string(e.actor_roles, ' ') as roles, e.facility_id, e.purpose, e.action, e.resource_type,
  e.resource_id, e.patient_id, e.query, e.outcome, e.count,
  encode(case when length(e.asked) > ${digestBytes} then substring(sha256(substring(e.asked from ${digestBytes + 1})) from 1 for ${digestBytes})
    else e.asked end, 'hex') as asked`;

/** Bytes of a hash in the chain. */
export const hashBytes = 32;

/**
 * The line as text that is the same on every engine and in every version: a JSON array in a fixed order, named by its form. Of a closed
 * question it holds the digest, so that erasure may take the question and leave the chain whole.
 */
export function canonicalLine(line: ChainedLine): string {
  return JSON.stringify([
    line.asked === null ? 'sen-audit-line-1' : 'sen-audit-line-2',
    line.bucket,
    line.id,
    line.at_us,
    line.request_id,
    line.actor_kind,
    line.actor_id,
    line.roles,
    line.facility_id,
    line.purpose,
    line.action,
    line.resource_type,
    line.resource_id,
    line.patient_id,
    line.query,
    line.outcome,
    line.count,
    ...(line.asked === null ? [] : [line.asked]),
  ]);
}

/** The hash a line carries: SHA-256 over the former hash of its chain and its own canonical content. */
export function hashLine(former: Uint8Array, line: ChainedLine): Buffer {
  return createHash('sha256').update(former).update(canonicalLine(line)).digest();
}

/** Where a seal's chain begins: bound to its place and to the head before it, so that seals cannot change places. */
export function hashOfPlace(
  former: string,
  seal: { readonly range: number; readonly day: string; readonly number: number; readonly lines: number },
): Buffer {
  const place = JSON.stringify(['sen-audit-seal-1', former, seal.range, seal.day, seal.number, seal.lines]);
  return createHash('sha256').update(place).digest();
}

/** Ranges of buckets that have a chain each. */
export const rangeCount = 16;
const bucketsPerRange = 4096 / rangeCount;

/** The range (0-15) of a bucket (0-4095). */
export function chainRangeOf(bucket: number): number {
  return Math.floor(bucket / bucketsPerRange);
}

/** First and last bucket of a range. */
export function bucketsOf(range: number): { readonly from: number; readonly to: number } {
  return { from: range * bucketsPerRange, to: (range + 1) * bucketsPerRange - 1 };
}
