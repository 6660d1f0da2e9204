import {
  alwaysCompared,
  blockingKeys,
  largestBlocks,
  mostCompared,
  sayEnough,
  type BlockingKey,
} from '../../src/kernel/matching/blocking-keys.ts';
import type { PersonFeatures } from '../../src/kernel/matching/person-features.ts';

/** What comes of asking for doubles one by one, as a desk and $match do, among the people who were there first. */
export interface AskedAlone {
  readonly asked: number;
  /** Share of them whose first record shared a key whose block was small enough. */
  readonly met: number;
  /** Share whose first record was among the likeliest, which are compared. */
  readonly compared: number;
  /** People who were compared with one, at the median and at 95 of 100. */
  readonly others: { readonly p50: number; readonly p95: number };
}

/** Somebody who is asked for, and where her first record stands. */
interface Double {
  readonly features: PersonFeatures;
  readonly of: number;
}

const most = 20_000;

/**
 * Asks for up to 20,000 doubles by the rule of the registry's index: blocks up to a size, and of who is in them the likeliest.
 * @param keys hashes of all keys, person after person; only those before `people` are there to be found
 */
export function askAlone(
  keys: Uint32Array,
  offsets: Uint32Array,
  people: number,
  doubles: readonly Double[],
  hash: (text: string) => number,
): AskedAlone {
  const index = indexOf(keys, offsets, people);
  const asked = doubles.slice(0, most);
  let met = 0;
  let compared = 0;
  const others: number[] = [];
  for (const { features, of } of asked) {
    const wanted = blockingKeys(features);
    const says = weigh(index, wanted, hash);
    const likeliest = [...says]
      .toSorted((a, b) => b[1] - a[1] || a[0] - b[0])
      .slice(0, mostCompared(wanted.length))
      .filter(([, share], rank) => rank < alwaysCompared || share >= sayEnough);
    others.push(likeliest.length);
    if (says.has(of)) met += 1;
    if (likeliest.some(([person]) => person === of)) compared += 1;
  }
  others.sort((a, b) => a - b);
  const at = (share: number): number => others[Math.floor(others.length * share)] ?? 0;
  return {
    asked: asked.length,
    met: met / asked.length,
    compared: compared / asked.length,
    others: { p50: at(0.5), p95: at(0.95) },
  };
}

/** 2^21 people beside 32 bits of hash fill the whole numbers of a double. */
const indexSpace = 2_097_152;

/** Key and person in one number each, in order: a block is a run of neighbours. */
function indexOf(keys: Uint32Array, offsets: Uint32Array, people: number): Float64Array {
  const index = new Float64Array(offsets[people]!);
  for (let person = 0; person < people; person += 1)
    for (let at = offsets[person]!; at < offsets[person + 1]!; at += 1)
      index[at] = keys[at]! * indexSpace + person;
  return index.sort();
}

/** Who shares keys with somebody, each with the sum of one over the size of the blocks. */
function weigh(
  index: Float64Array,
  wanted: readonly BlockingKey[],
  hash: (text: string) => number,
): Map<number, number> {
  const says = new Map<number, number>();
  for (const { text, width } of wanted) {
    const key = hash(text);
    const from = firstFrom(index, key * indexSpace);
    const limit = from + largestBlocks[width] + 1;
    let to = from;
    while (to < index.length && to < limit && index[to]! < (key + 1) * indexSpace) to += 1;
    if (to === limit) continue;
    for (let at = from; at < to; at += 1) {
      const person = index[at]! % indexSpace;
      says.set(person, (says.get(person) ?? 0) + 1 / (to - from));
    }
  }
  return says;
}

function firstFrom(index: Float64Array, value: number): number {
  let low = 0;
  let high = index.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (index[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
