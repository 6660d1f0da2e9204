import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import { parseInsuranceCard } from '#kernel/vietnam/insurance-card.ts';
import type { PersonDraft } from '../api.ts';
import { isTemporaryCode } from './temporary-code.ts';

/** What a worker typed, scanned or read aloud into one field. */
export type Typed =
  | { readonly kind: 'name'; readonly name: string }
  | {
      readonly kind: 'number' | 'code';
      readonly identifiers: readonly (readonly [system: string, value: string])[];
    }
  | {
      readonly kind: 'card';
      readonly identifiers: readonly (readonly [system: string, value: string])[];
      readonly stated: PersonDraft;
    }
  | { readonly kind: 'nothing' };

/** Tells a name from a number, a code or the text of a card's QR. */
export function readTyped(text: string): Typed {
  const trimmed = text.trim();
  if (trimmed === '') return { kind: 'nothing' };
  const card = readCitizenCard(trimmed) ?? readInsuranceQr(trimmed);
  if (card !== undefined) return card;
  if (isTemporaryCode(trimmed))
    return { kind: 'code', identifiers: [[identifierSystem.temporary, trimmed.toUpperCase()]] };
  const bare = trimmed.replace(/[\s.-]/g, '').toUpperCase();
  if (/^\d{12}$/.test(bare))
    return { kind: 'number', identifiers: [[identifierSystem.personalNumber, bare]] };
  if (/^\d{9}$/.test(bare))
    return { kind: 'number', identifiers: [[identifierSystem.oldIdentityCard, bare]] };
  const insurance = parseInsuranceCard(bare);
  if (insurance !== undefined) return { kind: 'number', identifiers: insuranceNumbers(bare) };
  if (/^[A-Z]\d{7,8}$/.test(bare))
    return { kind: 'number', identifiers: [[identifierSystem.passport, bare]] };
  return /\p{L}/u.test(trimmed) ? { kind: 'name', name: trimmed } : { kind: 'nothing' };
}

function insuranceNumbers(bare: string): (readonly [string, string])[] {
  const card = parseInsuranceCard(bare);
  if (card === undefined) return [];
  return [
    ...(card.form === 'full' ? [[identifierSystem.insuranceCard, card.number] as const] : []),
    [identifierSystem.socialInsurance, card.socialInsuranceNumber],
  ];
}

/**
 * The text in the QR of a citizen card with a chip: number, former number, name, day of birth, sex, address, day of issue, between bars.
 * @source the printed QR of the card (from general knowledge, verify: no published rule was found)
 */
function readCitizenCard(text: string): Typed | undefined {
  const parts = text.split('|').map((part) => part.trim());
  const [number = '', former = '', name = '', born = '', sex = '', line = ''] = parts;
  if (parts.length < 6 || !/^\d{12}$/.test(number)) return undefined;
  const birthDate = dayOf(born);
  return {
    kind: 'card',
    identifiers: [[identifierSystem.personalNumber, number]],
    stated: {
      name,
      ...(birthDate !== undefined && { birthDate }),
      ...sexOf(sex),
      ...(line !== '' && { address: { line } }),
      numbers: [
        { kind: 'personal', value: number },
        ...(/^\d{9}$/.test(former) ? [{ kind: 'old-card' as const, value: former }] : []),
      ],
    },
  };
}

/**
 * The text in the QR of an insurance card: number, name in hexadecimal UTF-8, day of birth, sex (1 male), then more, between bars.
 * @source the printed card (from general knowledge, verify: no published rule was found)
 */
function readInsuranceQr(text: string): Typed | undefined {
  const [number = '', hex = '', born = '', sex = ''] = text.split('|').map((part) => part.trim());
  if (hex === '' || parseInsuranceCard(number) === undefined) return undefined;
  const name = /^([0-9a-f]{2})+$/i.test(hex) ? fromHex(hex) : hex;
  const birthDate = dayOf(born);
  return {
    kind: 'card',
    identifiers: insuranceNumbers(number),
    stated: {
      name,
      ...(birthDate !== undefined && { birthDate }),
      ...(sex === '1' ? { gender: 'male' as const } : sex === '2' ? { gender: 'female' as const } : {}),
      numbers: [{ kind: 'insurance', value: number }],
    },
  };
}

function fromHex(hex: string): string {
  const bytes = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  return new TextDecoder().decode(bytes);
}

/** 'ddmmyyyy' or 'dd/mm/yyyy'. */
function dayOf(text: string): string | undefined {
  const match = /^(\d{2})\/?(\d{2})\/?(\d{4})$/.exec(text);
  return match === null ? undefined : `${match[3]}-${match[2]}-${match[1]}`;
}

function sexOf(text: string): { gender?: 'male' | 'female' } {
  const word = text.normalize('NFC').toLocaleLowerCase('vi');
  return word === 'nam' ? { gender: 'male' } : word === 'nữ' ? { gender: 'female' } : {};
}
