import { createHash } from 'node:crypto';
import type { Patient } from '@medplum/fhirtypes';
import type { PersonFeatures } from '#kernel/matching/person-features.ts';
import type { Context } from '#platform/context.ts';
import { keysOf } from '../index/hash-keys.ts';

/** The class of locks on numbers; the doors lock the same numbers under it, so that a desk and a file exclude each other. */
const numbersClass = 7364;
/** The class of locks on what people without a common number are known by. */
const likenessClass = 7365;

/** Whoever is one person has one of these in common, unless two of them are spoilt at once; then a human looks. */
const likenesses: ReadonlySet<string> = new Set(['bag-day', 'bag-year', 'phone-given', 'day-given']);

/** What locks somebody who registers. */
export type Lock = readonly [kind: number, key: number];

/** The locks that registering a person takes. */
export function locksOf(patient: Patient, features: PersonFeatures): Lock[] {
  const numbers = (patient.identifier ?? []).map(({ system = '', value = '' }) => `${system}|${value}`);
  const looks = keysOf(features)
    .map(({ text }) => text)
    .filter((text) => likenesses.has(text.slice(0, text.indexOf('|'))));
  return [
    ...numbers.map((text) => [numbersClass, lockKey(text)] as const),
    ...looks.map((text) => [likenessClass, lockKey(text)] as const),
  ];
}

/**
 * Two hospitals that register one new person in the same second must not make her twice: who comes second waits for the first to commit
 * and then finds her. Locks are taken in one order, so that nobody waits in a circle. To be called in the transaction of the write.
 */
export async function takeLocks(ctx: Context, locks: readonly Lock[]): Promise<void> {
  if (locks.length === 0) return;
  const sorted = locks.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
  await ctx.sql.query(
    `select pg_advisory_xact_lock(l.class, l.key)
     from unnest($1::int[], $2::int[]) with ordinality as l (class, key, place) order by l.place`,
    [sorted.map(([one]) => one), sorted.map(([, key]) => key)],
  );
}

/** 32 bits of a hash; two that share one only wait for each other without need. */
function lockKey(text: string): number {
  return createHash('sha256').update(text).digest().readInt32BE(0);
}
