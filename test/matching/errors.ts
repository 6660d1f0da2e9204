import type { Communes } from '../../src/kernel/vietnam/communes.ts';
import { lunarDayOf } from '../../src/kernel/vietnam/lunar.ts';
import { oldProvinces, provinces } from '../../src/kernel/vietnam/provinces.ts';
import { splitTone, toneMarks } from '../../src/kernel/vietnam/tone.ts';
import { foldText } from '../../src/kernel/fhir/fold.ts';
import type { PersonTraits } from '../../src/kernel/matching/person-features.ts';
import type { Random } from '../../src/modules/synth/domain/random.ts';
import { two, type Citizen } from './a-country.ts';
import { toTcvn3, toTelex, toVniFont, toVniTyping } from './old-writing.ts';

/** A record that is being spoilt. */
export interface Spoiling {
  readonly citizen: Citizen;
  readonly random: Random;
  readonly places: Places;
}

/** Spoils a record in one way; undefined where that way does not fit this person. */
type Error = (traits: PersonTraits, spoiling: Spoiling) => PersonTraits | undefined;

/** Where people lived before the merger, and where they may move. */
export interface Places {
  readonly communes: Communes;
  readonly before: (commune: string) => { readonly code: string; readonly province: string } | undefined;
}

/** Opens the mapping backwards: which old communes went wholly or partly into a present one. */
export function placesOf(communes: Communes): Places {
  const before = new Map<string, { code: string; province: string }[]>();
  for (const { code, provinceCode } of communes.allBefore)
    for (const successor of communes.successors(code)) {
      const list = before.get(successor.code) ?? [];
      list.push({ code, province: provinceCode });
      before.set(successor.code, list);
    }
  return {
    communes,
    before: (commune) => before.get(commune)?.[commune.charCodeAt(4) % (before.get(commune)?.length ?? 1)],
  };
}

const rename =
  (change: (name: string, spoiling: Spoiling) => string | undefined): Error =>
  (traits, spoiling) => {
    const before = traits.names![0]!;
    const after = change(before, spoiling);
    return after === undefined || after === before ? undefined : { ...traits, names: [after] };
  };

const words = (change: (words: string[], spoiling: Spoiling) => string[] | undefined): Error =>
  rename((name, spoiling) => change(name.split(' '), spoiling)?.join(' '));

const born =
  (change: (citizen: Citizen, random: Random) => string | undefined): Error =>
  (traits, { citizen, random }) => {
    const birthDate = change(citizen, random);
    return birthDate === undefined || birthDate === traits.birthDate ? undefined : { ...traits, birthDate };
  };

const date = (year: number, month: number, day: number): string => `${year}-${two(month)}-${two(day)}`;
const knowsDay = ({ month, day }: Citizen): boolean => month !== 1 || day !== 1;

/** One letter inside a word: another, lacking, double, or swapped with the next. */
function slip(word: string, random: Random): string {
  const letters = [...word.normalize('NFC')];
  const at = random.int(1, Math.max(1, letters.length - 2));
  const kind = random.int(0, 3);
  if (kind === 0) letters[at] = random.pick([...'aeionhtgcm']);
  else if (kind === 1) letters.splice(at, 1);
  else if (kind === 2) letters.splice(at, 0, letters[at]!);
  else if (at + 1 < letters.length) [letters[at], letters[at + 1]] = [letters[at + 1]!, letters[at]!];
  return letters.join('');
}

function otherDigit(value: string, at: number, random: Random): string {
  return value.slice(0, at) + String((Number(value[at]) + random.int(1, 9)) % 10) + value.slice(at + 1);
}

const numbered =
  (change: (value: string, spoiling: Spoiling) => string | undefined): Error =>
  (traits, spoiling) => {
    const personal = traits.numbers?.find(({ kind }) => kind === 'personal');
    const value = personal && change(personal.value, spoiling);
    return value === undefined
      ? undefined
      : { ...traits, numbers: traits.numbers!.map((one) => (one === personal ? { ...one, value } : one)) };
  };

/** Every way in which a record is spoilt here, by the name under which the table shows it. */
export const errors: Readonly<Record<string, Error>> = {
  'name: marks lost': rename((name) => foldText(name).replace(/(^| )./g, (first) => first.toUpperCase())),
  'name: capitals': rename((name) => name.toLocaleUpperCase('vi')),
  'name: decomposed (NFD)': rename((name) => name.normalize('NFD')),
  'name: typed in Telex': rename(toTelex),
  'name: typed in VNI': rename(toVniTyping),
  'name: old font TCVN3': rename(toTcvn3),
  'name: old font VNI': rename(toVniFont),
  'name: đ written d': rename((name) => name.replace(/đ/g, 'd').replace(/Đ/g, 'D')),
  'name: y written i': rename((name) =>
    name.replace(/(?<=[hklmstvHKLMSTV])([yýỳỷỹỵ])(?= |$)/gu, (y) => 'iíìỉĩị'['yýỳỷỹỵ'.indexOf(y)]!),
  ),
  'name: qu written q': rename((name) => name.replace(/Qu(?=[âêyýỳ])/u, 'Q')),
  'name: another tone': words((parts, { random }) => {
    const at = random.int(1, parts.length - 1);
    const { bare, tone } = splitTone(parts[at]!);
    if (tone === '') return undefined;
    const marks = [...toneMarks].filter((mark) => mark !== tone);
    return parts.with(
      at,
      parts[at]!.normalize('NFD').replace(tone, random.pick(marks)).normalize('NFC') || bare,
    );
  }),
  'name: middle and given swapped': words((parts) =>
    parts.length < 3 ? undefined : [...parts.slice(0, -2), parts.at(-1)!, parts.at(-2)!],
  ),
  'name: family last': words((parts) => [...parts.slice(1), parts[0]!]),
  'name: middle left out': words((parts) => (parts.length < 3 ? undefined : [parts[0]!, parts.at(-1)!])),
  'name: a letter wrong': words((parts, { random }) => {
    const at = random.int(0, parts.length - 1);
    return parts[at]!.length < 3 ? undefined : parts.with(at, slip(parts[at]!, random));
  }),
  'name: a newborn without one': (traits, { citizen }) =>
    citizen.mother === undefined || citizen.year < 2026
      ? undefined
      : { ...traits, names: [`Con bà ${citizen.mother.name}`] },
  'birth: day and month swapped': born((c) =>
    knowsDay(c) && c.day <= 12 && c.day !== c.month ? date(c.year, c.day, c.month) : undefined,
  ),
  'birth: year alone': born((c) => (knowsDay(c) ? String(c.year) : undefined)),
  'birth: first of January': born((c) => (knowsDay(c) ? date(c.year, 1, 1) : undefined)),
  'birth: lunar day': born((c) => {
    const lunar = lunarDayOf(c.year, c.month, c.day);
    return knowsDay(c) && lunar.day < 29 ? date(lunar.year, lunar.month, lunar.day) : undefined;
  }),
  'birth: lunar year, year alone': born((c) =>
    knowsDay(c) && c.month === 1 ? String(c.year - 1) : undefined,
  ),
  'birth: day off by one': born((c) =>
    knowsDay(c) && c.day < 28 ? date(c.year, c.month, c.day + 1) : undefined,
  ),
  'birth: month off by one': born((c) =>
    knowsDay(c) && c.month < 12 ? date(c.year, c.month + 1, c.day) : undefined,
  ),
  'birth: year off by one': born((c, random) => date(c.year + (random.chance(0.5) ? 1 : -1), c.month, c.day)),
  'birth: a digit of the year': born((c) => {
    const tens = Math.floor(c.year / 10) % 10;
    // A slip that would make somebody born tomorrow is noticed at the desk.
    return date(c.year + (tens === 0 ? 10 : c.year >= 2010 || tens === 9 ? -10 : 10), c.month, c.day);
  }),
  'sex: wrong': (traits) => ({ ...traits, gender: traits.gender === 'male' ? 'female' : 'male' }),
  'sex: not said': (traits) => ({ ...traits, gender: 'unknown' }),
  'address: moved': (traits, { random, places }) => ({
    ...traits,
    addresses: [
      {
        line: `Số ${random.int(1, 300)}`,
        communeCode: random.pick(places.communes.all).code,
        codesOf: '2025-07-01',
      },
    ],
  }),
  'address: units of before 2025': (traits, { citizen, places }) => {
    const old = places.before(citizen.commune);
    return old === undefined
      ? undefined
      : {
          ...traits,
          addresses: [
            { line: citizen.line, communeCode: old.code, provinceCode: old.province, codesOf: '2020-01-01' },
          ],
        };
  },
  'address: names of before 2025': (traits, { citizen, places }) => {
    const old = places.before(citizen.commune);
    const commune = old && places.communes.find(old.code, '2020-01-01')?.name;
    return old === undefined || commune === undefined
      ? undefined
      : {
          ...traits,
          addresses: [
            { line: citizen.line.toUpperCase(), commune, province: oldProvinces.get(old.province)!.name },
          ],
        };
  },
  'address: province alone': (traits, { citizen, places }) => ({
    ...traits,
    addresses: [
      { province: provinces.get(places.communes.find(citizen.commune, '2026-01-01')!.provinceCode)!.name },
    ],
  }),
  'address: house not said': (traits, { citizen }) => ({
    ...traits,
    addresses: [{ communeCode: citizen.commune, codesOf: '2025-07-01' }],
  }),
  'address: house written otherwise': (traits, { citizen, random }) => ({
    ...traits,
    addresses: [
      {
        line: `${citizen.line}, khu ${random.int(1, 9)}`,
        communeCode: citizen.commune,
        codesOf: '2025-07-01',
      },
    ],
  }),
  'address: not said': (traits) => ({ ...traits, addresses: [] }),
  'phone: another': (traits, { random }) => ({
    ...traits,
    phones: [`08${random.int(10_000_000, 99_999_999)}`],
  }),
  'phone: of the home': (traits, { citizen }) =>
    citizen.homePhone === undefined || citizen.homePhone === citizen.phone
      ? undefined
      : { ...traits, phones: [citizen.homePhone] },
  'phone: a digit wrong': (traits, { random }) =>
    traits.phones?.[0] === undefined
      ? undefined
      : { ...traits, phones: [otherDigit(traits.phones[0], random.int(2, 9), random)] },
  'phone: not said': (traits) => (traits.phones?.length === 0 ? undefined : { ...traits, phones: [] }),
};

/** Ways to spoil numbers; used only where numbers are compared at all. */
export const numberErrors: Readonly<Record<string, Error>> = {
  'number: a digit wrong': numbered((value, { random }) => otherDigit(value, random.int(0, 11), random)),
  'number: two digits swapped': numbered((value, { random }) => {
    const at = random.int(6, 10);
    const swapped = value.slice(0, at) + value[at + 1] + value[at] + value.slice(at + 2);
    return swapped === value ? undefined : swapped;
  }),
  'number: two digits wrong': numbered((value, { random }) =>
    otherDigit(otherDigit(value, 7, random), random.int(9, 11), random),
  ),
  'number: the old card in its place': (traits, { citizen }) =>
    citizen.oldCard === undefined || citizen.personal === undefined
      ? undefined
      : { ...traits, numbers: [{ kind: 'personal', value: citizen.oldCard }] },
  'number: the mother’s': numbered((_value, { citizen }) => citizen.mother?.personal),
  'number: not said': (traits) =>
    (traits.numbers?.length ?? 0) === 0 ? undefined : { ...traits, numbers: [] },
};
