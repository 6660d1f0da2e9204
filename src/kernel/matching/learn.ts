import type { Agreement } from './compare-people.ts';
import { fieldLevels, fields, type Field } from './fields.ts';
import { firstGuess, type Chances } from './model.ts';

/** Pairs counted by how they agree: as many as there are kinds of agreement, however many pairs. */
export class AgreementCounts {
  readonly byPattern = new Map<string, { readonly levels: Agreement; count: number }>();

  add(levels: Agreement, count = 1): void {
    const pattern = fields.map((field) => letterOf(field, levels[field])).join('');
    const known = this.byPattern.get(pattern);
    if (known === undefined) this.byPattern.set(pattern, { levels, count });
    else known.count += count;
  }
}

function letterOf(field: Field, level: string): string {
  return String.fromCharCode(98 + (fieldLevels[field] as readonly string[]).indexOf(level));
}

/**
 * A view of the pairs that share something which was not chosen for the rest: what they share says nothing there, everything else is
 * learnt from them. Without such views one would learn that people of one person always share what they were found by.
 */
interface View {
  readonly holds: (levels: Agreement) => boolean;
  /** Fields that the view fixes, or that go with those. */
  readonly fixed: ReadonlySet<Field>;
}

const readable: ReadonlySet<string> = new Set(['same', 'unmarked']);
const wholeName = (levels: Agreement): boolean =>
  readable.has(levels.family) && readable.has(levels.middle) && readable.has(levels.given);
const names: readonly Field[] = ['family', 'middle', 'given', 'order', 'sex'];

const views: readonly View[] = [
  { holds: ({ phone }) => phone === 'same', fixed: new Set(['phone']) },
  {
    holds: (levels) => levels.birth === 'same' && wholeName(levels),
    fixed: new Set([...names, 'birth']),
  },
  {
    holds: (levels) => (levels.address === 'home' || levels.address === 'commune') && wholeName(levels),
    fixed: new Set([...names, 'address']),
  },
  {
    holds: ({ birth, given }) => birth === 'same' && readable.has(given),
    fixed: new Set<Field>(['birth', 'given', 'middle', 'order', 'sex']),
  },
  {
    holds: ({ birth, address }) => birth === 'same' && (address === 'home' || address === 'commune'),
    fixed: new Set<Field>(['birth', 'address']),
  },
  { holds: ({ personalNumber }) => personalNumber === 'same', fixed: new Set<Field>(['personalNumber']) },
];

/** What was learnt, beside the shares that each view's pairs fell into. */
export interface Learnt {
  readonly same: Chances;
  readonly relative: Chances;
  readonly rounds: number;
}

type Sums = Record<Field, number[]>;
/** A level that was never seen still may happen: so many pairs are thought to have agreed as the first guess says. */
const guessWeight = 20;

/**
 * Learns by expectation and maximisation how records of one person, of one home, agree, from pairs of which nobody said what they are.
 * `stranger` is known beforehand: pairs drawn blindly are strangers.
 * @source Dempster, Laird, Rubin 1977; Winkler: using the EM algorithm for weight computation, 1988
 */
export function learnChances(pairs: AgreementCounts, stranger: Chances, mostRounds = 60): Learnt {
  let same: Chances = firstGuess.same;
  let relative: Chances = firstGuess.relative;
  const seen = views.map(({ holds, fixed }) => ({
    fixed,
    pairs: [...pairs.byPattern.values()].filter(({ levels }) => holds(levels)),
    shares: [0.3, 0.3, 0.4] as [number, number, number],
  }));
  let rounds = 0;
  for (let moved = 1; moved > 1e-5 && rounds < mostRounds; rounds += 1) {
    const sameSums = sumsFrom(firstGuess.same);
    const relativeSums = sumsFrom(firstGuess.relative);
    for (const view of seen) {
      const totals: [number, number, number] = [1, 1, 1];
      for (const { levels, count } of view.pairs) {
        const chances = [same, relative, stranger].map(
          (one, at) => view.shares[at]! * likelihood(one, levels, view.fixed),
        );
        const all = chances[0]! + chances[1]! + chances[2]!;
        if (all === 0) continue;
        for (let at = 0; at < 3; at += 1) totals[at]! += (count * chances[at]!) / all;
        addLevels(sameSums, levels, view.fixed, (count * chances[0]!) / all);
        addLevels(relativeSums, levels, view.fixed, (count * chances[1]!) / all);
      }
      const total = totals[0] + totals[1] + totals[2];
      view.shares = [totals[0] / total, totals[1] / total, totals[2] / total];
    }
    const before = same;
    same = normalise(sameSums);
    relative = normalise(relativeSums);
    moved = farthest(before, same);
  }
  return { same, relative, rounds };
}

/** Counts how strangers agree, from pairs drawn blindly. */
export function countStrangers(pairs: AgreementCounts): Chances {
  const sums = Object.fromEntries(fields.map((field) => [field, fieldLevels[field].map(() => 0.5)])) as Sums;
  for (const { levels, count } of pairs.byPattern.values()) addLevels(sums, levels, new Set(), count);
  return normalise(sums);
}

function likelihood(chances: Chances, levels: Agreement, fixed: ReadonlySet<Field>): number {
  let product = 1;
  for (const field of fields) {
    if (fixed.has(field)) continue;
    const at = (fieldLevels[field] as readonly string[]).indexOf(levels[field]);
    if (at >= 0) product *= chances[field][at]!;
  }
  return product;
}

function sumsFrom(chances: Chances): Sums {
  return Object.fromEntries(
    fields.map((field) => [field, chances[field].map((one) => one * guessWeight)]),
  ) as Sums;
}

function addLevels(sums: Sums, levels: Agreement, fixed: ReadonlySet<Field>, count: number): void {
  for (const field of fields) {
    if (fixed.has(field)) continue;
    const at = (fieldLevels[field] as readonly string[]).indexOf(levels[field]);
    if (at >= 0) sums[field][at]! += count;
  }
}

function normalise(sums: Sums): Chances {
  return Object.fromEntries(
    fields.map((field) => {
      const total = sums[field].reduce((sum, one) => sum + one, 0);
      return [field, sums[field].map((one) => one / total)];
    }),
  ) as unknown as Chances;
}

function farthest(a: Chances, b: Chances): number {
  return Math.max(...fields.flatMap((field) => a[field].map((one, at) => Math.abs(one - b[field][at]!))));
}
