import { loadCommunes } from '../../src/kernel/vietnam/communes.ts';
import { blockingKeys } from '../../src/kernel/matching/blocking-keys.ts';
import { createAssessor } from '../../src/kernel/matching/assess.ts';
import { visitPairs } from '../../src/kernel/matching/candidate-pairs.ts';
import { comparePeople } from '../../src/kernel/matching/compare-people.ts';
import { homeReader } from '../../src/kernel/matching/homes.ts';
import { learnModel } from '../../src/kernel/matching/learn-model.ts';
import type { MatchModel } from '../../src/kernel/matching/model.ts';
import {
  featuresOf,
  type PersonFeatures,
  type PersonTraits,
} from '../../src/kernel/matching/person-features.ts';
import { createRandom, type Random } from '../../src/modules/synth/domain/random.ts';
import { askAlone, type AskedAlone } from './asked-alone.ts';
import { citizensOf, traitsOf, type Citizen } from './a-country.ts';
import { errors, numberErrors, placesOf, type Places } from './errors.ts';

/** How large, and whether numbers are there to be compared. */
export interface BenchmarkSize {
  readonly seed: number;
  readonly people: number;
  readonly doubles: number;
  readonly numbers: boolean;
}

/** What came out for one kind of error: of the doubles that bear it, alone or with others. */
export interface KindResult {
  readonly kind: string;
  readonly doubles: number;
  readonly found: number;
  /** Bear this error and no other. */
  readonly alone: number;
  readonly aloneFound: number;
  /** Not found because no key brought the two together. */
  readonly neverCompared: number;
  /** Of the lost, how many still reach a human as possible. */
  readonly possible: number;
}

export interface BenchmarkResult extends BenchmarkSize {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly certain: { readonly precision: number; readonly recall: number };
  readonly wrong: { readonly twins: number; readonly kin: number; readonly strangers: number };
  readonly compared: number;
  /** Share of doubles that met their first record in some block: what no weights can find is the rest. */
  readonly met: number;
  /** The same where each is asked for by herself, as at a desk. */
  readonly alone: AskedAlone;
  readonly seconds: number;
  readonly kinds: readonly KindResult[];
  /** Precision and recall at rising probabilities. */
  readonly curve: readonly { readonly at: number; readonly precision: number; readonly recall: number }[];
  readonly model: MatchModel;
}

const largestBlock = 80;

/** Makes the people, spoils some of them a second time, finds pairs, learns, decides, and only then looks at who was who. */
export async function runBenchmark(size: BenchmarkSize): Promise<BenchmarkResult> {
  const started = performance.now();
  const communes = await loadCommunes();
  const people = [...citizensOf(size.seed, size.people, communes)];
  const places = placesOf(communes);
  const readHome = homeReader(communes);
  const comparable = (traits: PersonTraits): PersonFeatures =>
    featuresOf(size.numbers ? traits : { ...traits, numbers: [] }, readHome);
  const features = people.map((citizen) => comparable(traitsOf(citizen)));
  const spoilt = spoilSome(size, people, places);
  for (const { traits } of spoilt) features.push(comparable(traits));
  const { keys, offsets } = keysOf(features);
  const holders = countHolders(features);
  const random = createRandom(size.seed, 'lesson');
  const { sample, share } = samplePairs(keys, offsets, random);
  const model = learnModel({
    version: `benchmark-${size.seed}`,
    learntAt: '2026-11-23',
    population: features.length,
    sample: { size: features.length, at: (index) => features[index]! },
    eachPair: (visit) => {
      for (let at = 0; at < sample.length; at += 2) visit(features[sample[at]!]!, features[sample[at + 1]!]!);
    },
    shareOfPairs: share,
    random: () => random.next(),
  });
  const isDouble = (a: number, b: number): boolean => b >= size.people && spoilt[b - size.people]!.of === a;
  const alone = askAlone(
    keys,
    offsets,
    size.people,
    spoilt.map(({ of }, at) => ({ features: features[size.people + at]!, of })),
    hash32,
  );
  const verdicts = decide({ features, keys, offsets, holders, isDouble }, model);
  return {
    ...size,
    ...judge(size, people, spoilt, verdicts, model),
    alone,
    seconds: (performance.now() - started) / 1000,
    model,
  };
}

interface Spoilt {
  readonly of: number;
  readonly kinds: readonly string[];
  readonly traits: PersonTraits;
}

/** Each double has one error, three in ten a second, one in twelve a third. */
function spoilSome(size: BenchmarkSize, people: readonly Citizen[], places: Places): Spoilt[] {
  const random = createRandom(size.seed, 'doubles');
  const all = size.numbers ? { ...errors, ...numberErrors } : errors;
  const names = Object.keys(all);
  const taken = new Set<number>();
  const spoilt: Spoilt[] = [];
  while (spoilt.length < size.doubles) {
    const of = random.int(0, people.length - 1);
    if (taken.has(of)) continue;
    taken.add(of);
    const citizen = people[of]!;
    const wanted = random.chance(0.3) ? (random.chance(0.28) ? 3 : 2) : 1;
    let traits = traitsOf(citizen);
    const kinds: string[] = [];
    if (citizen.year === 2026 && random.chance(0.5))
      traits = apply('name: a newborn without one', traits, kinds);
    for (let tries = 0; kinds.length < wanted && tries < 60; tries += 1) {
      const kind = random.pick(names);
      const field = kind.split(':')[0]!;
      // Two errors of one field undo or hide each other.
      if (!kinds.some((known) => known.startsWith(field))) traits = apply(kind, traits, kinds);
    }
    spoilt.push({ of, kinds, traits });

    function apply(kind: string, before: PersonTraits, done: string[]): PersonTraits {
      const after = all[kind]!(before, { citizen, random, places });
      if (after !== undefined) done.push(kind);
      return after ?? before;
    }
  }
  return spoilt;
}

function keysOf(features: readonly PersonFeatures[]): { keys: Uint32Array; offsets: Uint32Array } {
  const offsets = new Uint32Array(features.length + 1);
  let keys = new Uint32Array(features.length * 24);
  let used = 0;
  features.forEach((person, index) => {
    const hashes = [...new Set(blockingKeys(person).map(({ text }) => hash32(text)))].toSorted(
      (a, b) => a - b,
    );
    if (used + hashes.length > keys.length) {
      const larger = new Uint32Array(keys.length * 2);
      larger.set(keys);
      keys = larger;
    }
    keys.set(hashes, used);
    used += hashes.length;
    offsets[index + 1] = used;
  });
  return { keys: keys.subarray(0, used), offsets };
}

function hash32(text: string): number {
  let h = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) h = Math.imul(h ^ text.charCodeAt(at), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** How many people bear each phone. */
function countHolders(features: readonly PersonFeatures[]): (phone: string) => number {
  const counts = new Map<string, number>();
  for (const { phones } of features)
    for (const phone of phones) counts.set(phone, (counts.get(phone) ?? 0) + 1);
  return (phone) => counts.get(phone) ?? 1;
}

/** Pairs to learn from: all of them, or every so many where they are many. */
function samplePairs(
  keys: Uint32Array,
  offsets: Uint32Array,
  random: Random,
): { sample: Uint32Array; share: number } {
  const most = 2_000_000;
  const share = Math.min(1, (most * 1000) / Math.max(1, offsets.length * 25 * 1000));
  const pairs: number[] = [];
  visitPairs(keys, offsets, largestBlock, (a, b) => {
    if (share === 1 || random.next() < share) pairs.push(a, b);
  });
  return { sample: Uint32Array.from(pairs), share };
}

interface Verdict {
  readonly a: number;
  readonly b: number;
  readonly probability: number;
  readonly grade: string;
}

interface Verdicts {
  readonly kept: readonly Verdict[];
  readonly compared: number;
  readonly met: number;
}

/** Every pair that is at least possible. */
function decide(
  {
    features,
    keys,
    offsets,
    holders,
    isDouble,
  }: {
    readonly features: readonly PersonFeatures[];
    readonly keys: Uint32Array;
    readonly offsets: Uint32Array;
    readonly holders: (phone: string) => number;
    readonly isDouble: (a: number, b: number) => boolean;
  },
  model: MatchModel,
): Verdicts {
  const assessor = createAssessor(model);
  const around = { population: features.length, holdersOfPhone: holders };
  const kept: Verdict[] = [];
  let met = 0;
  const { pairs } = visitPairs(keys, offsets, largestBlock, (a, b) => {
    if (isDouble(a, b)) met += 1;
    const compared = comparePeople(features[a]!, features[b]!);
    if (compared.levels.personalNumber !== 'same' && assessor.bitsOf(compared, around) < -7) return;
    const { probability, grade } = assessor.assessCompared(compared, around);
    if (grade !== 'certainly-not') kept.push({ a, b, probability, grade });
  });
  return { kept, compared: pairs, met };
}

function judge(
  size: BenchmarkSize,
  people: readonly Citizen[],
  spoilt: readonly Spoilt[],
  { kept, compared, met }: Verdicts,
  model: MatchModel,
): Omit<BenchmarkResult, keyof BenchmarkSize | 'seconds' | 'model' | 'alone'> {
  const isTrue = ({ a, b }: Verdict): boolean => b >= size.people && spoilt[b - size.people]!.of === a;
  const says = ({ grade }: Verdict): boolean => grade === 'certain' || grade === 'probable';
  const rates = (chosen: readonly Verdict[]): { precision: number; recall: number } => {
    const right = chosen.filter(isTrue).length;
    return { precision: chosen.length === 0 ? 1 : right / chosen.length, recall: right / spoilt.length };
  };
  const chosen = kept.filter(says);
  const { precision, recall } = rates(chosen);
  const stateOf = new Map<number, Verdict>();
  for (const verdict of kept) if (isTrue(verdict)) stateOf.set(verdict.b - size.people, verdict);
  const capped = kept.filter(
    ({ grade, probability }) => grade !== 'possible' || probability < model.thresholds.probable,
  );
  return {
    precision,
    recall,
    f1: (2 * precision * recall) / (precision + recall),
    certain: rates(kept.filter(({ grade }) => grade === 'certain')),
    wrong: whoWasWrong(
      chosen.filter((one) => !isTrue(one)),
      size,
      people,
      spoilt,
    ),
    compared,
    met: met / spoilt.length,
    kinds: resultsByKind(spoilt, stateOf, says),
    curve: [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 0.9999].map((at) => ({
      at,
      ...rates(capped.filter(({ probability, grade }) => probability >= at || grade === 'certain')),
    })),
  };
}

function whoWasWrong(
  wrong: readonly Verdict[],
  size: BenchmarkSize,
  people: readonly Citizen[],
  spoilt: readonly Spoilt[],
): BenchmarkResult['wrong'] {
  const citizen = (index: number): Citizen =>
    people[index < size.people ? index : spoilt[index - size.people]!.of]!;
  const counts = { twins: 0, kin: 0, strangers: 0 };
  for (const { a, b } of wrong) {
    const one = citizen(a);
    const other = citizen(b);
    const sameHome = one.commune === other.commune && one.line === other.line;
    const sameDay = one.year === other.year && one.month === other.month && one.day === other.day;
    counts[sameHome && sameDay && (one.twin || other.twin) ? 'twins' : sameHome ? 'kin' : 'strangers'] += 1;
  }
  return counts;
}

function resultsByKind(
  spoilt: readonly Spoilt[],
  stateOf: ReadonlyMap<number, Verdict>,
  says: (verdict: Verdict) => boolean,
): KindResult[] {
  const kinds = [...new Set(spoilt.flatMap((one) => one.kinds))].toSorted();
  return kinds.map((kind) => {
    const result = { kind, doubles: 0, found: 0, alone: 0, aloneFound: 0, neverCompared: 0, possible: 0 };
    spoilt.forEach((one, index) => {
      if (!one.kinds.includes(kind)) return;
      const verdict = stateOf.get(index);
      const found = verdict !== undefined && says(verdict);
      result.doubles += 1;
      if (found) result.found += 1;
      else if (verdict === undefined) result.neverCompared += 1;
      else result.possible += 1;
      if (one.kinds.length > 1) return;
      result.alone += 1;
      if (found) result.aloneFound += 1;
    });
    return result;
  });
}
