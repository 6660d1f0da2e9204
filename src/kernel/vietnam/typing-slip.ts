import { normalizeName } from './person-name.ts';
import { placeTone, splitTone } from './tone.ts';

const initials = 'b|c|ch|d|đ|g|gh|gi|h|k|kh|l|m|n|ng|ngh|nh|p|ph|qu|r|s|t|th|tr|v|x';
const nuclei =
  'a|ă|â|e|ê|i|o|ô|ơ|u|ư|y|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|iêu|oa|oă|oe|oi|oai|oay|oao|oeo|oo|ôi|ơi|ua|uâ|uê|ui|uô|uơ|uôi|uy|uya|uyê|uyu|uây|ưa|ưi|ươ|ươi|ươu|ưu|yê|yêu';
const syllable = new RegExp(`^(?:${initials})?(?:${nuclei})(?:c|ch|m|n|ng|nh|p|t)?$`);

/** True where a word, tone aside, is spelled like a Vietnamese syllable. */
export function isSyllable(word: string): boolean {
  return syllable.test(splitTone(word.toLowerCase()).bare);
}

const telexTones: Record<string, string> = {
  f: '\u0300',
  r: '\u0309',
  x: '\u0303',
  s: '\u0301',
  j: '\u0323',
};
const vniTones: Record<string, string> = {
  '2': '\u0300',
  '3': '\u0309',
  '4': '\u0303',
  '1': '\u0301',
  '5': '\u0323',
};

/**
 * Finds words typed while the Vietnamese keyboard was off ('Nguyeenx', 'Nguye6n4') and proposes the name that was meant.
 * Undefined where nothing looks like a slip; a proposal is only shown to a person, never applied alone.
 * @example proposeName('Nguyeenx Thij Hoaf') // 'Nguyễn Thị Hòa'
 */
export function proposeName(name: string): string | undefined {
  const words = normalizeName(name).split(' ');
  const proposed = words.map((word) => {
    if (isSyllable(word) || word === '') return word;
    const meant = /\d/.test(word) ? fromVni(word) : fromTelex(word);
    return meant !== undefined && isSyllable(meant) ? matchCase(word, meant) : word;
  });
  const result = proposed.join(' ');
  return result === words.join(' ') ? undefined : result;
}

function fromTelex(word: string): string | undefined {
  // No syllable is longer, and the expressions below would be long over a word without an end.
  if (word.length > 12) return undefined;
  let text = word.toLowerCase();
  const found = /^([a-zđ]*[aeiouy][a-z]*?)([fsrxj])([a-z]*)$/.exec(text);
  const tone = found ? telexTones[found[2]!]! : '';
  if (found) text = found[1]! + found[3]!;
  text = text.replace(/dd/, 'đ').replace(/^d(.*)d$/, 'đ$1');
  text = text
    .replace(/uwow|uow|uwo/, 'ươ')
    .replace(/aa/, 'â')
    .replace(/ee/, 'ê')
    .replace(/oo/, 'ô');
  text = text
    .replace(/aw/, 'ă')
    .replace(/ow/, 'ơ')
    .replace(/uw/, 'ư')
    .replace(/([aeo])(n|ng|m|t|c|u|i|y)\1$/, (_w, v: string, end: string) => `${hat[v]!}${end}`);
  return text.includes('w') ? undefined : placeTone(text, tone);
}

const hat: Record<string, string> = { a: 'â', e: 'ê', o: 'ô' };
const horn: Record<string, string> = { o: 'ơ', u: 'ư' };

function fromVni(word: string): string | undefined {
  const digits = [...word].filter((sign) => /\d/.test(sign));
  let text = word.toLowerCase().replace(/\d/g, '');
  let tone = '';
  for (const digit of digits) {
    if (digit === '6') text = text.replace(/[aeo]/, (vowel) => hat[vowel]!);
    else if (digit === '7')
      text = text.replace(/uo|[ou]/, (vowel) => [...vowel].map((letter) => horn[letter]!).join(''));
    else if (digit === '8') text = text.replace('a', 'ă');
    else if (digit === '9') text = text.replace('d', 'đ');
    else if (digit in vniTones) tone = vniTones[digit]!;
    else return undefined;
  }
  return placeTone(text, tone);
}

function matchCase(word: string, meant: string): string {
  if (word === word.toUpperCase() && word.length > 1) return meant.toLocaleUpperCase('vi');
  return /^\p{Lu}/u.test(word) ? meant.charAt(0).toLocaleUpperCase('vi') + meant.slice(1) : meant;
}
