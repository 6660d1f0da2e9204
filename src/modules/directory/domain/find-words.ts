import { foldText } from '#kernel/fhir/fold.ts';

const mostWords = 10;

/** Words of a text without marks and case, in their order. */
export function wordsOf(text: string): string[] {
  return foldText(text.normalize('NFC').slice(0, 400))
    .split(/[^a-z0-9\u00c0-\uffff]+/u)
    .filter(Boolean);
}

/** A text as it is sorted and compared: no marks, no case, one space between words. */
export function plainOf(text: string): string {
  return wordsOf(text).join(' ');
}

/**
 * What was typed as a query of PostgreSQL's own text search: every word begins one of the facility. Undefined where nothing was typed.
 * Only letters and digits are left of it, so no operator of that language can be typed in.
 */
export function prefixQuery(typed: string): string | undefined {
  const words = wordsOf(typed).slice(0, mostWords);
  return words.length === 0 ? undefined : words.map((word) => `${word}:*`).join(' & ');
}

/** The order of answers: open before closed, then what more people look for. */
export function rankOf(kind: string, state: string): number {
  const weight = { hospital: 0, centre: 1, station: 2, polyclinic: 3 }[kind] ?? 4;
  return weight + { open: 0, paused: 10, closed: 20 }[state as 'open' | 'paused' | 'closed'];
}

/** A licence number as it is compared: capitals, no spaces, a plain hyphen. */
export function licenceKey(number: string): string {
  return number.normalize('NFC').toUpperCase().replace(/\s+/gu, '').replace(/[‐–—]/gu, '-').slice(0, 100);
}
