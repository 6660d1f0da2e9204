import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createIdFilter } from './id-filter.ts';
import { isCircle, partition } from './partition.ts';

const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
const pair = fc.tuple(fc.constantFrom(...ids), fc.constantFrom(...ids));

/** Joins two persons as the desk does: the survivor of the one into the survivor of the other; nothing where they are one already. */
function join(links: Map<string, string>, [one, other]: readonly [string, string]): void {
  const end = (id: string): string => {
    let at = id;
    for (let next = links.get(at); next !== undefined; next = links.get(at)) at = next;
    return at;
  };
  const [loser, survivor] = [end(one), end(other)];
  if (!isCircle(links, loser, survivor)) links.set(loser, survivor);
}

const together = (links: ReadonlyMap<string, string>): string[] =>
  partition(links)
    .map((members) => members.toSorted().join(' '))
    .toSorted();

describe('who is one person', () => {
  it('is the same in whatever order records are joined', () => {
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 12 }), fc.infiniteStream(fc.nat()), (pairs, random) => {
        const shuffled = pairs
          .map((one) => ({ one, at: random.next().value as number }))
          .toSorted((a, b) => a.at - b.at)
          .map(({ one }) => one);
        const [first, second] = [new Map<string, string>(), new Map<string, string>()];
        for (const one of pairs) join(first, one);
        for (const one of shuffled) join(second, one);
        expect(together(second)).toEqual(together(first));
      }),
    );
  });

  it('has one survivor, who is replaced by nobody, and holds each record once', () => {
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 12 }), (pairs) => {
        const links = new Map<string, string>();
        for (const one of pairs) join(links, one);
        const persons = partition(links);
        for (const [survivor, ...others] of persons) {
          expect(links.has(survivor)).toBe(false);
          for (const other of others) expect(links.has(other)).toBe(true);
        }
        const all = persons.flat();
        expect(new Set(all).size).toBe(all.length);
        expect(new Set(all)).toEqual(new Set([...links.keys(), ...links.values()]));
      }),
    );
  });

  it('goes back to what it was when a link is taken away again', () => {
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 12 }), pair, (pairs, last) => {
        const links = new Map<string, string>();
        for (const one of pairs) join(links, one);
        const before = together(links);
        const known = new Set(links.keys());
        join(links, last);
        for (const id of links.keys()) if (!known.has(id)) links.delete(id);
        expect(together(links)).toEqual(before);
      }),
    );
  });

  it('a chain that would end in itself is a circle, also a long one', () => {
    const links = new Map([
      ['a', 'b'],
      ['b', 'c'],
    ]);
    expect(isCircle(links, 'c', 'a')).toBe(true);
    expect(isCircle(links, 'c', 'c')).toBe(true);
    expect(isCircle(links, 'c', 'd')).toBe(false);
  });
});

describe('the memory of who has several records', () => {
  it('forgets nobody, and takes few others for one of them', () => {
    const filter = createIdFilter(1000);
    const name = (n: number): string => `0a3019b2-c7d4-8e5f-9a1b-${n.toString(16).padStart(12, '0')}`;
    expect(filter.has(name(0))).toBe(false);
    for (let n = 0; n < 1000; n += 1) filter.add(name(n * 7919));
    for (let n = 0; n < 1000; n += 1) expect(filter.has(name(n * 7919))).toBe(true);
    let wrong = 0;
    for (let n = 0; n < 100_000; n += 1) if (filter.has(name(9_000_000 + n))) wrong += 1;
    expect(wrong).toBeLessThan(1000);
  });
});
