import { createAssessor } from './assess.ts';
import { comparePeople, type Compared } from './compare-people.ts';
import { WordCounter } from './count-words.ts';
import { AgreementCounts, countStrangers, learnChances } from './learn.ts';
import { usualKin, usualThresholds, type MatchModel } from './model.ts';
import type { PersonFeatures } from './person-features.ts';

/** People to learn from. */
export interface Lesson {
  readonly version: string;
  readonly learntAt: string;
  /** People in the store. */
  readonly population: number;
  /** Some of them, drawn blindly; `at` goes from 0 to `size` - 1. */
  readonly sample: { readonly size: number; readonly at: (index: number) => PersonFeatures };
  /** Walks over pairs that share a key; must give the same pairs each time. */
  readonly eachPair: (visit: (a: PersonFeatures, b: PersonFeatures) => void) => void;
  /** What share of all pairs of the store that is, 0..1. */
  readonly shareOfPairs: number;
  /** Draws a number below one; the same draws make the same model. */
  readonly random: () => number;
}

/** Enough to see what happens once in a hundred thousand pairs; of few people fewer, since their pairs repeat. */
const mostStrangers = 1_500_000;
const strangersOfEach = 60;
/** Share of people who have a second record, before anything was counted. */
const firstDoubles = 0.05;
const fewestDoubles = 0.0005;

/**
 * Learns a model from people of whom nobody said who is who: words are counted, strangers are drawn, agreements are learnt by EM, and
 * how many doubles there are is found by weighing the pairs again and again until it stays.
 */
export function learnModel(lesson: Lesson): MatchModel {
  const { sample, random, population } = lesson;
  const words = new WordCounter();
  for (let index = 0; index < sample.size; index += 1) words.add(sample.at(index));
  const strangers = countStrangers(drawStrangers(sample, random));
  const counts = new AgreementCounts();
  lesson.eachPair((a, b) => counts.add(comparePeople(a, b).levels));
  const { same, relative } = learnChances(counts, strangers);
  const model = (doubles: number): MatchModel => ({
    version: lesson.version,
    learntAt: lesson.learntAt,
    learntFrom: population,
    doubles,
    kin: usualKin,
    same,
    relative,
    stranger: strangers,
    ...words.shares(),
    thresholds: usualThresholds,
  });
  let doubles = firstDoubles;
  for (let round = 0; round < 6; round += 1) {
    const found = countDoubles(lesson, model(doubles)) / lesson.shareOfPairs / population;
    const next = Math.max(fewestDoubles, found);
    if (Math.abs(next - doubles) < doubles / 50) break;
    doubles = next;
  }
  return model(doubles);
}

function drawStrangers(sample: Lesson['sample'], random: () => number): AgreementCounts {
  const counts = new AgreementCounts();
  const pairs = sample.size < 2 ? 0 : Math.min(mostStrangers, strangersOfEach * sample.size);
  for (let drawn = 0; drawn < pairs; drawn += 1) {
    const a = Math.floor(random() * sample.size);
    const b = Math.floor(random() * sample.size);
    if (a !== b) counts.add(comparePeople(sample.at(a), sample.at(b)).levels);
  }
  return counts;
}

/** How many of the pairs are one person: the sum of their chances. */
function countDoubles({ eachPair, population }: Lesson, model: MatchModel): number {
  const assessor = createAssessor(model);
  let sum = 0;
  eachPair((a, b) => {
    const compared: Compared = comparePeople(a, b);
    const bits = assessor.bitsOf(compared, { population });
    if (bits > -10) sum += 1 / (1 + 2 ** -bits);
  });
  return sum;
}
