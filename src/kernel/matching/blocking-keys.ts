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

/** All keys of a person, without doubles. Pure and the same on every machine. */
export function blockingKeys(person: PersonFeatures): BlockingKey[] {
  const keys = new Map<string, BlockingKey>();
  const add: Add = (width, common, pass, ...parts) => {
    const text = `${pass}|${parts.join('|')}`;
    keys.set(text, { width, text, common });
  };
  for (const name of person.names) addOfName(add, name, person);
  const day = person.birth === undefined ? 0 : dayKey(person.birth);
  for (const phone of person.phones) {
    add('wide', commonPhone(phone), 'phone', phone);
    if (person.birth !== undefined) add('narrow', commonPhone(phone), 'phone-year', phone, person.birth.year);
  }
  if (day !== 0)
    for (const home of person.homes)
      for (const commune of home.communes)
        add('narrow', commonDay(swapKey(day)), 'day-commune', swapKey(day), commune);
  addNumbers(add, person);
  return [...keys.values()];
}

type Add = (width: BlockingKey['width'], common: string, pass: string, ...parts: (string | number)[]) => void;

/** The key of everybody who bears a phone. */
export function phoneKey(phone: string): Pick<BlockingKey, 'text' | 'common'> {
  return { text: `phone|${phone}`, common: commonPhone(phone) };
}

const commonPhone = (phone: string): string => `=phone|${phone}`;
const commonDay = (day: number): string => `=day|${day}`;
const commonName = (bag: string): string => `=name|${bag}`;

function addOfName(add: Add, name: NameWords, { birth, homes, phones }: PersonFeatures): void {
  const bag = bagOf(name);
  const given = name.plain.at(-1)!;
  for (const phone of phones) add('narrow', commonPhone(phone), 'phone-given', phone, given);
  for (const home of homes) addOfHome(add, home, bag, given);
  if (birth === undefined) return;
  add('wide', commonName(bag), 'bag-year', bag, birth.year);
  for (const province of new Set(homes.map((home) => home.province)))
    if (province !== '') add('narrow', commonName(bag), 'bag-year-province', bag, birth.year, province);
  if (birth.day !== 0) addOfDay(add, birth, bag, given, initialsOf(name));
}

function addOfHome(add: Add, { communes, line }: Home, bag: string, given: string): void {
  for (const commune of communes) {
    add('narrow', commonName(bag), 'bag-commune', bag, commune);
    if (line !== '') add('narrow', `=home|${commune}|${line}`, 'home-given', commune, line, given);
  }
}

function addOfDay(add: Add, birth: BirthDay, bag: string, given: string, initials: string): void {
  const day = swapKey(dayKey(birth));
  add('narrow', commonName(bag), 'bag-day', bag, day);
  // Who states the lunar day meets who states the solar one at either of the two.
  add('narrow', commonName(bag), 'bag-day', bag, swapKey(birth.lunar));
  add('narrow', commonName(bag), 'bag-month', bag, birth.year, birth.month);
  add('narrow', commonName(bag), 'bag-anniversary', bag, day % 10_000);
  add('narrow', commonDay(day), 'day-given', day, given);
  add('narrow', commonDay(day), 'day-initials', day, initials);
}

/** A number whole, and three ways with a quarter of it left out, so that one wrong digit leaves one of them as it was. */
function addNumbers(add: Add, { personal, doubtful, others }: PersonFeatures): void {
  for (const number of [...personal, ...doubtful]) {
    const common = `=personal|${number.slice(0, 6)}`;
    add('narrow', common, 'personal', number);
    if (number.length !== 12) continue;
    add('narrow', `=tail|${number.slice(6)}`, 'personal-tail', number.slice(6));
    add('narrow', common, 'personal-middle', number.slice(0, 9));
    add('narrow', common, 'personal-ends', number.slice(0, 6), number.slice(9));
  }
  for (const [kind, values] of Object.entries(others))
    for (const value of values) {
      const half = Math.floor(value.length / 2);
      const common = `=${kind}|${value.slice(0, half + 2)}`;
      add('narrow', common, kind, value);
      if (value.length < 9) continue;
      add('narrow', common, `${kind}-head`, value.slice(0, half + 2));
      add('narrow', `=${kind}-tail|${value.slice(half - 2)}`, `${kind}-tail`, value.slice(half - 2));
    }
}
