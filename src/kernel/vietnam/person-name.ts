import { oneToneStyle, splitTone, toneMarks } from './tone.ts';

/** A Vietnamese name in its parts; the full name is what papers and searches use. */
export interface NameParts {
  readonly family: string;
  /** Words between family and given name; may be empty. */
  readonly middle: string;
  /** The last word: how people are called and sorted. Empty only for an empty name. */
  readonly given: string;
}

/** Families written with two words. */
const doubleFamilies = new Set(['tôn thất', 'tôn nữ', 'âu dương', 'tư đồ', 'thượng quan', 'hoàng phủ']);

/**
 * Composes characters (NFC), writes tones one way (hòa), makes every run of white space one space, and writes the đ of Viet Nam
 * where an Icelandic eth (Ð, ð), which looks the same, was typed. Case stays.
 */
export function normalizeName(name: string): string {
  return oneToneStyle(
    name
      .normalize('NFC')
      .replace(/Ð/g, 'Đ')
      .replace(/ð/g, 'đ')
      .replace(/[\s\u00a0]+/g, ' ')
      .trim(),
  );
}

/**
 * Capitals at the start of each word, small letters after: claims write names in capitals. Minority names keep the capital
 * after an apostrophe or hyphen (H'Hen, Y-Moan).
 * @example titleCaseName('NGUYỄN THỊ HOÀ') // 'Nguyễn Thị Hòa'
 */
export function titleCaseName(name: string): string {
  return normalizeName(name)
    .toLocaleLowerCase('vi')
    .replace(
      /(^|[\s'’-])(\p{L})/gu,
      (_whole, before: string, letter: string) => before + letter.toLocaleUpperCase('vi'),
    );
}

/** Splits a full name: first word (or one of the double families) is the family, the last the given name. One word alone is a given name. */
export function splitName(name: string): NameParts {
  const words = normalizeName(name).split(' ').filter(Boolean);
  if (words.length <= 1) return { family: '', middle: '', given: words[0] ?? '' };
  const double = words.length > 2 && doubleFamilies.has(words.slice(0, 2).join(' ').toLocaleLowerCase('vi'));
  const familyWords = double ? 2 : 1;
  return {
    family: words.slice(0, familyWords).join(' '),
    middle: words.slice(familyWords, -1).join(' '),
    given: words.at(-1)!,
  };
}

const alphabet = 'aăâbcdđeêfghijklmnoôơpqrstuưvwxyz';

/**
 * A key whose plain string order is the order of Vietnamese lists: by given name, then family, then middle; letters of the
 * Vietnamese alphabet first (ă after a, đ after d), tones only between equal letters.
 */
export function nameSortKey(name: string): string {
  const { family, middle, given } = splitName(name);
  return [given, family, middle].map(wordKey).join(' ');
}

function wordKey(words: string): string {
  let letters = '';
  let tones = '';
  for (const word of words.toLocaleLowerCase('vi').split(' ')) {
    const { bare, tone } = splitTone(word);
    for (const letter of bare) {
      const place = alphabet.indexOf(letter);
      letters += place < 0 ? letter : String.fromCharCode(0x41 + place);
    }
    letters += '!';
    tones += String(toneMarks.indexOf(tone === '' ? '?' : tone) + 1);
  }
  return `${letters}#${tones}`;
}
