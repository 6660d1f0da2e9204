import { createHash } from 'node:crypto';
import { planEntry } from './entry-name.ts';
import type { FileUnit } from './read-units.ts';

/** Where the resources of a file stand, so that a line may point to one that comes later. */
export interface FileIndex {
  /** Number of units. */
  readonly count: number;
  /** Names of entries (fullUrl) and what others must call them once they are written. */
  readonly names: ReadonlyMap<string, string>;
  /** Unit that holds 'Type/id', if the file holds it. */
  readonly unitOf: (reference: string) => number | undefined;
}

/** Most resources whose place is remembered (about 50 bytes each); beyond that a line that points forward waits for the next round. */
const REMEMBERED = 1_000_000;

/** Reads the whole file once, without writing. */
export async function indexFile(units: AsyncIterable<FileUnit>, sender: string): Promise<FileIndex> {
  const names = new Map<string, string>();
  const places = new Map<number, number>();
  let count = 0;
  for await (const one of units) {
    count += 1;
    if (!('entry' in one)) continue;
    const plan = planEntry(one.entry, sender);
    if (plan.kind !== 'put') continue;
    const { fullUrl } = one.entry;
    if (fullUrl !== undefined && fullUrl !== plan.reference) names.set(fullUrl, plan.reference);
    if (places.size < REMEMBERED) places.set(fingerprint(plan.reference), one.unit);
  }
  return { count, names, unitOf: (reference) => places.get(fingerprint(reference)) };
}

/** 48 bits of a hash: two of a million names meet once in 500 files, and then a line only waits for no reason. */
function fingerprint(reference: string): number {
  return createHash('sha256').update(reference).digest().readUIntBE(0, 6);
}
