import { dayKey, swapKey, type BirthDay } from './birth-days.ts';
import type { Home } from './homes.ts';
import { bagOf, initialsOf, type NameWords } from './name-words.ts';
import type { PersonFeatures } from './person-features.ts';

/**
 * A value that two records of one person probably share. Two records that share none are never compared, so the passes are chosen to
 * fail for different reasons: each slip leaves some of them whole.
 */
export interface BlockingKey {
  /** 'wide' blocks grow with the country and are asked only where the narrow ones found nobody, or where they happen to be small. */
  readonly width: 'narrow' | 'wide';
  /** The pass and what it is made of. Holds a person's data: hash it with a key before it is stored. */
  readonly text: string;
  /** What several keys of a person are made of: those that have it in common are best kept side by side. Holds a person's data, too. */
  readonly common: string;
}

/**
 * Who asks for one person passes over a block of more people than this: it tells too little, and narrower keys cut it. Wide keys are asked only
 * where they are this small. Bounds a question whatever the size of the country. Own rule, verify: docs/reference/matching/benchmark.md tells what it loses.
 */
export const largestBlocks = { narrow: 20, wide: 8 } as const;

/**
 * How many are compared of those who share keys with one person: the likeliest by the sum, over the keys they share, of one over the size of the block.
 * The sums of all are together as many as there are blocks, so whoever bears a key alone is always among the first so many.
 * @param keys how many keys she has
 */
export function mostCompared(keys: number): number {
  return Math.max(24, keys);
}

/**
 * Of these only so many are compared whatever they share; the others where what they share says `sayEnough`, as one does who is alone with her in a block, or
 * one of two. Who merely stands in some larger blocks with her is more and more in number as the country grows, and hardly ever she herself.
 */
export const alwaysCompared = 8;
export const sayEnough = 0.5;

/** All keys of a person, without doubles; those that have something in common one after the other. Pure and the same on every machine. */
export function blockingKeys(person: PersonFeatures): BlockingKey[] {
  const keys = new Map<string, BlockingKey>();
  const add: Add = (width, common, text) => void keys.set(text, { width, text, common });
  const { birth } = person;
  for (const name of person.names) addOfName(add, name, person);
  for (const phone of person.phones) {
    const common = commonPhone(phone);
    add('wide', common, phoneKey(phone).text);
    if (birth !== undefined) add('narrow', common, `phone-year|${phone}|${birth.year}`);
    for (const name of person.names) add('narrow', common, `phone-given|${phone}|${name.plain.at(-1)!}`);
  }
  if (birth !== undefined && birth.day !== 0) addOfDay(add, swapKey(dayKey(birth)), person);
  addNumbers(add, person);
  return [...keys.values()];
}

/** `text` begins with the name of the pass. */
type Add = (width: BlockingKey['width'], common: string, text: string) => void;

/** The key of everybody who bears a phone. */
export function phoneKey(phone: string): Pick<BlockingKey, 'text' | 'common'> {
  return { text: `phone|${phone}`, common: commonPhone(phone) };
}

const commonPhone = (phone: string): string => `=phone|${phone}`;

function addOfName(add: Add, name: NameWords, { birth, homes }: PersonFeatures): void {
  const bag = bagOf(name);
  const common = `=name|${bag}`;
  for (const { communes } of homes)
    for (const commune of communes) add('narrow', common, `bag-commune|${bag}|${commune}`);
  if (birth !== undefined) {
    add('wide', common, `bag-year|${bag}|${birth.year}`);
    for (const province of new Set(homes.map((home) => home.province)))
      if (province !== '') add('narrow', common, `bag-year-province|${bag}|${birth.year}|${province}`);
    if (birth.day !== 0) addOfBirthday(add, common, bag, birth);
  }
  addOfHomes(add, name.plain.at(-1)!, homes);
}

function addOfBirthday(add: Add, common: string, bag: string, birth: BirthDay): void {
  const day = swapKey(dayKey(birth));
  add('narrow', common, `bag-day|${bag}|${day}`);
  // Who states the lunar day meets who states the solar one at either of the two.
  add('narrow', common, `bag-day|${bag}|${swapKey(birth.lunar)}`);
  add('narrow', common, `bag-month|${bag}|${birth.year}|${birth.month}`);
  add('narrow', common, `bag-anniversary|${bag}|${day % 10_000}`);
}

function addOfHomes(add: Add, given: string, homes: readonly Home[]): void {
  for (const { communes, line } of homes)
    for (const commune of line === '' ? [] : communes)
      add('narrow', `=home|${commune}|${line}`, `home-given|${commune}|${line}|${given}`);
}

function addOfDay(add: Add, day: number, { names, homes }: PersonFeatures): void {
  const common = `=day|${day}`;
  for (const name of names) {
    add('narrow', common, `day-given|${day}|${name.plain.at(-1)!}`);
    add('narrow', common, `day-initials|${day}|${initialsOf(name)}`);
  }
  for (const { communes } of homes)
    for (const commune of communes) add('narrow', common, `day-commune|${day}|${commune}`);
}

/** A number whole, and three ways with a quarter of it left out, so that one wrong digit leaves one of them as it was. */
function addNumbers(add: Add, { personal, doubtful, others }: PersonFeatures): void {
  for (const number of [...personal, ...doubtful]) {
    const common = `=personal|${number.slice(0, 6)}`;
    add('narrow', common, `personal|${number}`);
    if (number.length !== 12) continue;
    add('narrow', common, `personal-middle|${number.slice(0, 9)}`);
    add('narrow', common, `personal-ends|${number.slice(0, 6)}|${number.slice(9)}`);
    add('narrow', `=tail|${number.slice(6)}`, `personal-tail|${number.slice(6)}`);
  }
  for (const [kind, values] of Object.entries(others))
    for (const value of values) {
      const half = Math.floor(value.length / 2);
      const head = value.slice(0, half + 2);
      const tail = value.slice(half - 2);
      add('narrow', `=${kind}|${head}`, `${kind}|${value}`);
      if (value.length < 9) continue;
      add('narrow', `=${kind}|${head}`, `${kind}-head|${head}`);
      add('narrow', `=${kind}-tail|${tail}`, `${kind}-tail|${tail}`);
    }
}
