import { splitTone } from './tone.ts';

const onset = '(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvx])?';
const nucleus =
  '(?:iêu|yêu|oai|oay|oeo|uây|uôi|ươi|ươu|uya|uyê|oao|oă|uê|uy|oa|oe|uâ|uơ|iê|yê|uô|ươ|ia|ya|ua|ưa|ai|ao|au|ay|âu|ây|eo|êu|iu|oi|ôi|ơi|ui|ưi|ưu|[aăâeêioôơuưy])';
const coda = '(?:ch|nh|ng|[cmnpt])?';
const shape = new RegExp(`^${onset}${nucleus}${coda}$`);

/**
 * True where a word has the shape of a Vietnamese syllable, whatever its tone: 'nguyễn', 'Hoà', 'đ' is none. Names of minorities and of
 * foreigners often have another shape, so this judges a spelling, never a person.
 */
export function isVietnameseSyllable(word: string): boolean {
  const judged = known.get(word);
  if (judged !== undefined) return judged;
  const { bare } = splitTone(word.toLocaleLowerCase('vi'));
  const isOne = bare.length <= 7 && shape.test(bare);
  if (known.size < mostKnown && word.length <= longestKnown) known.set(word, isOne);
  return isOne;
}

/** Names of a country are made of some thousands of words, which are judged again and again. */
const known = new Map<string, boolean>();
const mostKnown = 20_000;
const longestKnown = 12;
