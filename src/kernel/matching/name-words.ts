import { foldText } from '../fhir/fold.ts';
import { readOldFont } from '../vietnam/old-fonts.ts';
import { normalizeName, splitName } from '../vietnam/person-name.ts';
import { splitTone } from '../vietnam/tone.ts';
import { proposeName } from '../vietnam/typing-slip.ts';

/** A name as it is compared: one spelling for each word, with marks and without. */
export interface NameWords {
  /** 'nguyễn' is written with its marks in one order whatever the font, keyboard or Unicode form it came in. */
  readonly marked: readonly string[];
  readonly plain: readonly string[];
  /** False where no word bears a mark: written without, or a name that has none. */
  readonly hasMarks: boolean;
  /** Number of words of the family name at the beginning, 0 for a name of one word. */
  readonly familyWords: number;
}

interface Word {
  readonly marked: string;
  readonly plain: string;
}

const known = new Map<string, Word>();
/** Names of a country are made of some thousands of words; what is stranger is worked out each time. */
const mostKnown = 60_000;

/** Longest name that is compared; more words than this are no name. */
const mostWords = 12;

/**
 * Reads a name for comparing: typing slips of Telex and VNI and old fonts are read as what they meant, Unicode forms, capitals, the
 * place of the tone, y/i and qu/q are written one way. Undefined for an empty name.
 */
export function nameWordsOf(name: string): NameWords | undefined {
  const { text: read, font } = readOldFont(name);
  const meant = font === undefined ? (proposeName(read) ?? read) : read;
  const text = normalizeName(meant)
    .toLocaleLowerCase('vi')
    .replace(/[^\p{L}\p{M}\s-]/gu, '')
    .replace(/-/g, ' ')
    .trim();
  if (text === '') return undefined;
  const words = text.split(/\s+/u).slice(0, mostWords).map(readWord);
  const family = splitName(text).family;
  return {
    marked: words.map(({ marked }) => marked),
    plain: words.map(({ plain }) => plain),
    hasMarks: words.some(({ marked, plain }) => marked !== plain),
    familyWords: words.length < 2 || family === '' ? 0 : family.split(' ').length,
  };
}

function readWord(word: string): Word {
  const found = known.get(word);
  if (found !== undefined) return found;
  const { bare, tone } = splitTone(word);
  const spelled = oneSpelling(bare);
  const made = { marked: tone === '' ? spelled : `${spelled}${tone}`, plain: foldText(spelled) };
  if (known.size < mostKnown) known.set(word, made);
  return made;
}

/**
 * 'lý' and 'lí', 'quý' and 'quí', 'Qyên' and 'Quyên' are one name: after a consonant alone y is i, and q needs no u.
 */
function oneSpelling(bare: string): string {
  return bare.replace(/^([^aăâeêioôơuưy]*|qu?)y$/u, '$1i').replace(/^qu(?=[aăâeêioôơyư])/u, 'q');
}

const bags = new WeakMap<NameWords, string>();

/** The words in an order of their own, so that names whose parts were swapped come out equal. */
export function bagOf(name: NameWords): string {
  let bag = bags.get(name);
  if (bag === undefined) bags.set(name, (bag = name.plain.toSorted().join(' ')));
  return bag;
}

/** First letters of the words in an order of their own: a letter typed wrongly inside a word leaves them as they are. */
export function initialsOf(name: NameWords): string {
  return name.plain
    .map((word) => word[0] ?? '')
    .toSorted()
    .join('');
}
