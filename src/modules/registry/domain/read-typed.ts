import { readCardText } from '#kernel/vietnam/card-texts.ts';
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
  const card = readCard(trimmed);
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

/** What a card of the state says of its holder, as a draft. */
function readCard(text: string): Typed | undefined {
  const card = readCardText(text);
  if (card === undefined) return undefined;
  const { personalNumber, oldCardNumber, insuranceNumber, address, name, birthDate, gender } = card;
  return {
    kind: 'card',
    identifiers: [
      ...(personalNumber === undefined ? [] : [[identifierSystem.personalNumber, personalNumber] as const]),
      ...(insuranceNumber === undefined ? [] : insuranceNumbers(insuranceNumber)),
    ],
    stated: {
      ...(name !== undefined && { name: name.slice(0, 200) }),
      ...(birthDate !== undefined && { birthDate }),
      ...(gender !== undefined && { gender }),
      ...(address !== undefined && { address: { line: address.slice(0, 200) } }),
      numbers: [
        ...(personalNumber === undefined ? [] : [{ kind: 'personal' as const, value: personalNumber }]),
        ...(oldCardNumber === undefined || oldCardNumber.length !== 9
          ? []
          : [{ kind: 'old-card' as const, value: oldCardNumber }]),
        ...(insuranceNumber === undefined ? [] : [{ kind: 'insurance' as const, value: insuranceNumber }]),
      ],
    },
  };
}
