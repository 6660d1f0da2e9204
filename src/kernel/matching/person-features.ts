import { parsePersonalNumber } from '../vietnam/personal-number.ts';
import { normalizePhone } from '../vietnam/phone.ts';
import { birthDayOf, type BirthDay } from './birth-days.ts';
import type { AddressTraits, Home, HomeReader } from './homes.ts';
import { nameWordsOf, type NameWords } from './name-words.ts';
import { readNumbers, type NumberKind, type NumberTraits } from './numbers.ts';

/** What a record says of who somebody is; everything may be unknown. */
export interface PersonTraits {
  /** Whole names, the present one first. */
  readonly names?: readonly string[];
  /** FHIR date of any precision. */
  readonly birthDate?: string | undefined;
  readonly gender?: string | undefined;
  readonly addresses?: readonly AddressTraits[];
  readonly phones?: readonly string[];
  readonly numbers?: readonly NumberTraits[];
}

/** The same, ready to be compared. Plain data: may be stored and read back. */
export interface PersonFeatures {
  readonly names: readonly NameWords[];
  readonly birth: BirthDay | undefined;
  readonly sex: 'male' | 'female' | undefined;
  readonly homes: readonly Home[];
  readonly phones: readonly string[];
  /** Personal numbers that fit the person who bears them; a mother's number on her child does not and stands in `doubtful`. */
  readonly personal: readonly string[];
  readonly doubtful: readonly string[];
  readonly others: Readonly<Partial<Record<NumberKind, readonly string[]>>>;
}

const mostOfEach = 4;

/** Makes a record comparable. Never throws: what cannot be read counts as unknown. */
export function featuresOf(traits: PersonTraits, readHome: HomeReader): PersonFeatures {
  const names = (traits.names ?? []).slice(0, mostOfEach).flatMap((name) => nameWordsOf(name) ?? []);
  const numbers = readNumbers(traits.numbers ?? []);
  const stated = traits.birthDate === undefined ? undefined : birthDayOf(traits.birthDate);
  const said = traits.gender === 'male' || traits.gender === 'female' ? traits.gender : undefined;
  const personal = numbers.filter(({ kind }) => kind === 'personal').map(({ value }) => value);
  const fitting = personal.filter((value) => fits(value, stated, said));
  const own = fitting[0] === undefined ? undefined : parsePersonalNumber(fitting[0]);
  const birth = stated ?? (own && { year: own.birthYear, month: 0, day: 0, lunar: 0 });
  return {
    names,
    birth,
    sex: said ?? own?.sex ?? sexOfNames(names),
    homes: (traits.addresses ?? []).slice(0, mostOfEach).flatMap((address) => readHome(address) ?? []),
    phones: [
      ...new Set((traits.phones ?? []).flatMap((phone) => normalizePhone(phone) ?? bareDigits(phone))),
    ].slice(0, mostOfEach),
    personal: fitting,
    doubtful: personal.filter((value) => !fitting.includes(value)),
    others: othersOf(numbers),
  };
}

/**
 * Whether a personal number can be this person's: the sex and year in it agree with what is recorded, or one of them is off as a slip
 * would have it. What is not twelve digits is kept: a digit may be lacking.
 * @source Luật Căn cước 26/2023/QH15, NĐ 70/2024/NĐ-CP: the fourth digit tells century and sex, the fifth and sixth the year
 */
function fits(value: string, birth: BirthDay | undefined, sex: string | undefined): boolean {
  const number = parsePersonalNumber(value);
  if (number === undefined) return value.length >= 11 && value.length <= 13;
  const yearDiffers = birth !== undefined && Math.abs(number.birthYear - birth.year) > 1;
  const sexDiffers = sex !== undefined && number.sex !== sex;
  return !(yearDiffers && sexDiffers) && !(yearDiffers && isWholeGeneration(number.birthYear, birth));
}

/** A parent's number on a child: some fifteen years and more apart. A wrong digit in the year changes it by tens exactly, or less than ten. */
function isWholeGeneration(year: number, birth: BirthDay | undefined): boolean {
  const apart = Math.abs(year - (birth?.year ?? year));
  return apart > 14 && apart % 10 !== 0;
}

/**
 * Thị marks a woman; Văn, written with its mark, a man. Used only where the record does not say the sex.
 * @source custom of Vietnamese names (own rule, verify: there are exceptions, so it never contradicts what is said)
 */
function sexOfNames(names: readonly NameWords[]): 'male' | 'female' | undefined {
  const [name] = names;
  if (name === undefined) return undefined;
  const middles = name.marked.slice(name.familyWords, -1);
  if (middles.includes('thi\u0323') || (!name.hasMarks && middles.includes('thi'))) return 'female';
  return middles.includes('văn') ? 'male' : undefined;
}

function bareDigits(phone: string): string[] {
  const digits = phone.replace(/\D/g, '');
  return digits.length >= 8 ? [digits] : [];
}

function othersOf(numbers: readonly NumberTraits[]): PersonFeatures['others'] {
  const others: Partial<Record<NumberKind, string[]>> = {};
  for (const { kind, value } of numbers) if (kind !== 'personal') (others[kind] ??= []).push(value);
  return others;
}
