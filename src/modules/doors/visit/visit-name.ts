import { createHash } from 'node:crypto';
import type { Context } from '#platform/context.ts';

/** What names a visit whichever door speaks of it: the facility, and MA_LK, which is unique inside it. */
export interface VisitName {
  readonly facility: string;
  /** MA_LK */
  readonly visit: string;
}

/** One text for both. */
export function visitName(facility: string, visit: string): string {
  return `${facility}\n${visit}`;
}

/** Spreads visits over the 4096 buckets of the record, so that the tables can be distributed like it. */
export function visitBucket(name: string): number {
  return createHash('sha256').update(name).digest().readUInt16BE(0) & 0xfff;
}

/**
 * Makes two doors that speak of one visit at the same time take turns: who comes second waits for the first to commit and then sees what it
 * wrote. Held to the end of the transaction; taken in one order, after the locks of people, so that nobody waits in a circle.
 */
export async function lockVisits(ctx: Context, visits: readonly VisitName[]): Promise<void> {
  if (visits.length === 0) return;
  const keys = visits.map(({ facility, visit }) => lockKey(visitName(facility, visit)));
  const sorted = [...new Set(keys)].toSorted((a, b) => a - b);
  await ctx.sql.query('select pg_advisory_xact_lock(7365, k) from unnest($1::int[]) as k', [sorted]);
}

/** 32 bits of a hash; two visits that share one only wait for each other without need. */
function lockKey(name: string): number {
  return createHash('sha256').update(name).digest().readInt32BE(2);
}
