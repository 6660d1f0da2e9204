import type { CardText } from '#kernel/vietnam/card-texts.ts';
import { normalizeName } from '#kernel/vietnam/person-name.ts';

interface Known {
  readonly name?: readonly { readonly text?: string }[];
  readonly birthDate?: string;
}

/**
 * True where a card can be of the person whom our record gives its number: the name is the same but for case, marks and the place of
 * tones, or the birth is. Where both differ, somebody else's number stands in the record.
 */
export function agreesWith(card: CardText, patient: Known): boolean {
  const names = (patient.name ?? []).flatMap(({ text }) => (text === undefined ? [] : [plain(text)]));
  if (card.name !== undefined && names.includes(plain(card.name))) return true;
  if (card.birthDate === undefined || patient.birthDate === undefined) return card.name === undefined;
  const length = Math.min(card.birthDate.length, patient.birthDate.length);
  return length === 10 && card.birthDate === patient.birthDate;
}

function plain(name: string): string {
  return normalizeName(name)
    .toLocaleLowerCase('vi')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replaceAll('đ', 'd');
}
