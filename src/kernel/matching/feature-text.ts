import { foldText } from '../fhir/fold.ts';
import { birthDayOf } from './birth-days.ts';
import type { Home } from './homes.ts';
import type { NameWords } from './name-words.ts';
import type { PersonFeatures } from './person-features.ts';

type Packed = [
  names: [words: string, familyWords: number][],
  birth: string,
  sex: string,
  homes: [province: string, communes: string, line: string][],
  phones: string[],
  personal: string[],
  doubtful: string[],
  others: PersonFeatures['others'],
];

/** Features as a short text, to be sealed and stored; `readFeatures` gives them back. Holds a person's data. */
export function printFeatures(person: PersonFeatures): string {
  const { names, birth, sex, homes, phones, personal, doubtful, others } = person;
  const packed: Packed = [
    names.map(({ marked, familyWords }) => [marked.join(' '), familyWords]),
    birth === undefined ? '' : printBirth(birth),
    sex ?? '',
    homes.map(({ province, communes, line }) => [province, communes.join(' '), line]),
    [...phones],
    [...personal],
    [...doubtful],
    others,
  ];
  return JSON.stringify(packed);
}

/** The opposite of `printFeatures`. */
export function readFeatures(text: string): PersonFeatures {
  const [names, birth, sex, homes, phones, personal, doubtful, others] = JSON.parse(text) as Packed;
  return {
    names: names.map(readName),
    birth: birth === '' ? undefined : birthDayOf(birth),
    sex: sex === 'male' || sex === 'female' ? sex : undefined,
    homes: homes.map(([province, communes, line]): Home => ({
      province,
      communes: communes === '' ? [] : communes.split(' '),
      line,
    })),
    phones,
    personal,
    doubtful,
    others,
  };
}

function printBirth({ year, month, day }: NonNullable<PersonFeatures['birth']>): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  if (month === 0) return String(year);
  return day === 0 ? `${year}-${two(month)}` : `${year}-${two(month)}-${two(day)}`;
}

function readName([text, familyWords]: Packed[0][number]): NameWords {
  const marked = text.split(' ');
  const plain = marked.map(plainOf);
  return { marked, plain, hasMarks: marked.some((word, at) => word !== plain[at]), familyWords };
}

const known = new Map<string, string>();
const mostKnown = 60_000;

function plainOf(word: string): string {
  const found = known.get(word);
  if (found !== undefined) return found;
  const plain = foldText(word);
  if (known.size < mostKnown) known.set(word, plain);
  return plain;
}
