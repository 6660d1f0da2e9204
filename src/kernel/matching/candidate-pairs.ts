/**
 * Pairs of people who share a key, each pair once however many keys they share. Memory: 12 bytes a key.
 *
 * @param keys hashes of all keys, person after person; of one person in rising order, without doubles
 * @param offsets where each person's keys begin, and the end of the last
 * @param largest a block of more people than this is passed over: narrower keys cut it
 * @param visit gets the numbers of two people, the lower first; false ends the walk
 */
export function visitPairs(
  keys: Uint32Array,
  offsets: Uint32Array,
  largest: number,
  visit: (a: number, b: number) => boolean | void,
): { readonly pairs: number; readonly blocksPassed: number } {
  const people = offsets.length - 1;
  if (people > indexSpace) throw new RangeError('too many people for one walk: divide the keys');
  const packed = new Float64Array(keys.length);
  for (let person = 0; person < people; person += 1)
    for (let at = offsets[person]!; at < offsets[person + 1]!; at += 1)
      packed[at] = keys[at]! * indexSpace + person;
  packed.sort();
  const blocks = blocksOf(packed);
  const passed = new Set<number>();
  for (const { from, to, key } of blocks) if (to - from > largest) passed.add(key);
  let pairs = 0;
  for (const { from, to, key } of blocksOf(packed)) {
    if (passed.has(key)) continue;
    for (let left = from; left < to; left += 1) {
      const a = packed[left]! % indexSpace;
      for (let right = left + 1; right < to; right += 1) {
        const b = packed[right]! % indexSpace;
        if (a === b || firstShared(keys, offsets, a, b, passed) !== key) continue;
        pairs += 1;
        if (visit(a, b) === false) return { pairs, blocksPassed: passed.size };
      }
    }
  }
  return { pairs, blocksPassed: passed.size };
}

/** 2^21 people beside 32 bits of hash fill the whole numbers of a double. */
const indexSpace = 2_097_152;

function* blocksOf(packed: Float64Array): Generator<{ from: number; to: number; key: number }> {
  for (let from = 0; from < packed.length;) {
    const key = Math.floor(packed[from]! / indexSpace);
    let to = from + 1;
    while (to < packed.length && Math.floor(packed[to]! / indexSpace) === key) to += 1;
    if (to - from > 1) yield { from, to, key };
    from = to;
  }
}

/** The first key that two people share and whose block is walked: in that block, and in no other, they are a pair. */
function firstShared(
  keys: Uint32Array,
  offsets: Uint32Array,
  a: number,
  b: number,
  passed: ReadonlySet<number>,
): number | undefined {
  let left = offsets[a]!;
  let right = offsets[b]!;
  const leftEnd = offsets[a + 1]!;
  const rightEnd = offsets[b + 1]!;
  while (left < leftEnd && right < rightEnd) {
    const one = keys[left]!;
    const other = keys[right]!;
    if (one === other) {
      if (!passed.has(one)) return one;
      left += 1;
      right += 1;
    } else if (one < other) left += 1;
    else right += 1;
  }
  return undefined;
}
