import { existsSync, readFileSync } from 'node:fs';
import { createAssessor } from '../../src/kernel/matching/assess.ts';
import { birthDayOf } from '../../src/kernel/matching/birth-days.ts';
import { learnModel } from '../../src/kernel/matching/learn-model.ts';
import type { PersonFeatures } from '../../src/kernel/matching/person-features.ts';
import { createRandom } from '../../src/modules/synth/domain/random.ts';

/** FEBRL data set 1: 500 records of invented Australians and a spoilt copy of each. Read where it lies, never copied. */
const file = new URL('../../../shared/data/mpi/febrl-dataset1.csv', import.meta.url);

export interface FebrlResult {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly compared: number;
  readonly seconds: number;
}

/** True where the data set is on this machine. */
export function hasFebrl(): boolean {
  return existsSync(file);
}

/** Matches it with the same engine, learnt from it by EM: words, days, homes and numbers of another country. Undefined where it is absent. */
export function runFebrl(): FebrlResult | undefined {
  if (!hasFebrl()) return undefined;
  const started = performance.now();
  const rows = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').map((cell) => cell.trim()));
  const people = rows.map(featuresOfRow);
  const eachPair = (visit: (a: PersonFeatures, b: PersonFeatures) => void): void => {
    for (let a = 0; a < people.length; a += 1)
      for (let b = a + 1; b < people.length; b += 1) visit(people[a]!, people[b]!);
  };
  const chance = createRandom(1, 'febrl');
  const model = learnModel({
    version: 'febrl-1',
    learntAt: '2026-11-23',
    population: people.length,
    sample: { size: people.length, at: (index) => people[index]! },
    eachPair,
    shareOfPairs: 1,
    random: () => chance.next(),
  });
  const assessor = createAssessor(model);
  let found = 0;
  let right = 0;
  for (let a = 0; a < people.length; a += 1)
    for (let b = a + 1; b < people.length; b += 1) {
      const { probability } = assessor.assess(people[a]!, people[b]!, { population: people.length });
      if (probability < model.thresholds.probable) continue;
      found += 1;
      if (idOf(rows[a]!) === idOf(rows[b]!)) right += 1;
    }
  const precision = found === 0 ? 0 : right / found;
  const recall = right / (people.length / 2);
  return {
    precision,
    recall,
    f1: (2 * precision * recall) / (precision + recall),
    compared: (people.length * (people.length - 1)) / 2,
    seconds: (performance.now() - started) / 1000,
  };
}

/** 'rec-223-org' and 'rec-223-dup-0' are one person. */
function idOf(row: readonly string[]): string {
  return row[0]!.split('-')[1]!;
}

function featuresOfRow(row: readonly string[]): PersonFeatures {
  const [
    ,
    given = '',
    surname = '',
    number = '',
    street = '',
    ,
    suburb = '',
    postcode = '',
    state = '',
    born = '',
    id = '',
  ] = row;
  const words = [surname, given].filter((word) => word !== '');
  const birth = /^\d{8}$/.test(born)
    ? birthDayOf(`${born.slice(0, 4)}-${born.slice(4, 6)}-${born.slice(6)}`)
    : undefined;
  return {
    names:
      words.length === 0
        ? []
        : [
            {
              marked: words,
              plain: words,
              hasMarks: false,
              familyWords: surname === '' || given === '' ? 0 : 1,
            },
          ],
    birth,
    sex: undefined,
    homes: [
      {
        province: state,
        communes: [postcode, suburb].filter((one) => one !== ''),
        line: [number, ...street.split(' ')].toSorted().join(' ').trim(),
      },
    ],
    phones: [],
    personal: [],
    doubtful: [],
    others: id === '' ? {} : { insurance: [id] },
  };
}
