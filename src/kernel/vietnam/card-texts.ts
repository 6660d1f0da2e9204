import { readDate } from './card-date.ts';
import { parseInsuranceCard } from './insurance-card.ts';
import { titleCaseName } from './person-name.ts';
import { parsePersonalNumber } from './personal-number.ts';

/** What the code on a state card says of its holder. */
export interface CardText {
  readonly kind: 'chip-card' | 'insurance-card';
  /** Personal number of a chip card. */
  readonly personalNumber?: string;
  /** Number of the old identity card that a chip card names. */
  readonly oldCardNumber?: string;
  /** Number of an insurance card, as `parseInsuranceCard` stores it. */
  readonly insuranceNumber?: string;
  /** In the usual letters: 'Nguyễn Thị Hoa'. */
  readonly name?: string;
  /** 'YYYY-MM-DD', or 'YYYY' where only the year is known. */
  readonly birthDate?: string;
  readonly gender?: 'male' | 'female';
  readonly address?: string;
  /** First day of an insurance card. */
  readonly from?: string;
  /** Last day of an insurance card, where it names one. */
  readonly until?: string;
  /** Facility of first registration, five characters. */
  readonly facility?: string;
}

/**
 * Reads the text that a camera or a scanner takes off a chip identity card or an insurance card. Undefined where it is neither.
 *
 * Chip card: number | old number | NAME | ddMMyyyy | sex | address | issued ddMMyyyy (later cards add parents, which are not read).
 * Insurance card: number | name | dd/MM/yyyy | 1 or 2 | address | province and facility | from | until | ... | $, name and address as the
 * hexadecimal of UTF-8. Both from general knowledge, verify.
 * @example readCardText('001190123456||NGUYỄN THỊ HOA|01021990|Nữ|Hà Nội|05052021')?.name // 'Nguyễn Thị Hoa'
 */
export function readCardText(text: string): CardText | undefined {
  const trimmed = text.trim();
  if (trimmed.length > 2000) return undefined;
  const fields = trimmed.split('|').map((field) => field.trim());
  if (fields.length < 5) return undefined;
  return readChipCard(fields) ?? readInsuranceCard(fields);
}

function readChipCard([number = '', old = '', name = '', birth, sex, address]: readonly string[]):
  CardText | undefined {
  const personal = parsePersonalNumber(number);
  if (personal === undefined || !/\p{L}/u.test(name)) return undefined;
  return {
    kind: 'chip-card',
    personalNumber: personal.number,
    ...(/^(\d{9}|\d{12})$/u.test(old) && { oldCardNumber: old }),
    name: titleCaseName(name),
    ...withBirth(birth),
    ...withGender(sex),
    ...(address && { address }),
  };
}

function readInsuranceCard(fields: readonly string[]): CardText | undefined {
  const [number = '', name = '', birth, sex, address = '', facility = '', from, until] = fields;
  const card = parseInsuranceCard(number);
  if (card === undefined) return undefined;
  const written = fromHex(name);
  const home = fromHex(address);
  const code = facility.replace(/[^0-9A-Z]/giu, '');
  const first = readDate(from);
  const last = readDate(until);
  return {
    kind: 'insurance-card',
    insuranceNumber: card.number,
    ...(written && { name: titleCaseName(written) }),
    ...withBirth(birth),
    ...withGender(sex),
    ...(home && { address: home }),
    ...(code.length === 5 && { facility: code }),
    ...(first !== undefined && { from: first }),
    ...(last !== undefined && { until: last }),
  };
}

function withBirth(text: string | undefined): { birthDate?: string } {
  const birthDate = readDate(text);
  return birthDate === undefined ? {} : { birthDate };
}

function withGender(text = ''): { gender?: 'male' | 'female' } {
  const word = text.toLocaleLowerCase('vi');
  if (word === 'nam' || word === '1') return { gender: 'male' };
  return word === 'nữ' || word === '2' ? { gender: 'female' } : {};
}

/** Some cards write plain text where others write its hexadecimal. */
function fromHex(text: string): string | undefined {
  if (text === '' || text === '-') return undefined;
  if (!/^([0-9a-f]{2})+$/iu.test(text)) return text;
  const bytes = Uint8Array.from(text.match(/../gu) ?? [], (pair) => Number.parseInt(pair, 16));
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).normalize('NFC').trim() || undefined;
  } catch {
    return undefined;
  }
}
