import { isVietnameseSyllable } from './syllable.ts';

/** Ways of writing Vietnamese before Unicode, in which other letters stood for the marked ones. */
export type OldFont = 'TCVN3' | 'VNI';

/** Code positions of TCVN 5712 (ABC fonts) as Windows shows them, and the letters they draw. */
const tcvn3 = pairs(
  '¸µ¶·¹¨¾»¼½Æ©ÊÇÈÉË®ÐÌÎÏÑªÕÒÓÔÖÝ×ØÜÞãßáâä«èåæçé¬íêëìîóïñòô\u00adøõö÷ùýúûüþ¡¢§£¤¥¦',
  'áàảãạăắằẳẵặâấầẩẫậđéèẻẽẹêếềểễệíìỉĩịóòỏõọôốồổỗộơớờởỡợúùủũụưứừửữựýỳỷỹỵĂÂĐÊÔƠƯ',
);

/** In VNI a mark is a letter of its own behind the vowel: 'aù' is á, 'eâ' is ê, 'eá' is ế. */
const vniMarks: Readonly<Record<string, string>> = {
  a: 'ùáøàûảõãïạââáấàầåẩãẫäậêăéắèằúẳüẵëặ',
  e: 'ùéøèûẻõẽïẹâêáếàềåểãễäệ',
  o: 'ùóøòûỏõõïọâôáốàồåổãỗäộ',
  u: 'ùúøùûủõũïụ',
  y: 'ùýøỳûỷõỹ',
  ô: 'ùớøờûởõỡïợ',
  ö: 'ùứøừûửõữïự',
};
/** Letters that VNI draws alone. */
const vniAlone = pairs('ñôöíìæóòî', 'đơưíìỉĩịỵ');

function pairs(from: string, to: string): ReadonlyMap<string, string> {
  const letters = [...to];
  return new Map([...from].map((letter, at) => [letter, letters[at]!]));
}

/** Reads letters of TCVN3 as Unicode. Capitals with marks were small letters in a font of capitals, so they come out small. */
export function fromTcvn3(text: string): string {
  return [...text].map((letter) => tcvn3.get(letter) ?? letter).join('');
}

/** Reads letters of VNI for Windows as Unicode. */
export function fromVni(text: string): string {
  const letters = [...text.normalize('NFC')];
  let out = '';
  for (let at = 0; at < letters.length; at += 1) {
    const letter = letters[at]!;
    const small = letter.toLowerCase();
    const next = (letters[at + 1] ?? '').toLowerCase();
    const row = [...(vniMarks[small] ?? '')];
    const found = next === '' ? -1 : row.findIndex((mark, place) => place % 2 === 0 && mark === next);
    const drawn = found < 0 ? vniAlone.get(small) : row[found + 1]!;
    if (found >= 0) at += 1;
    out += drawn === undefined ? letter : letter === small ? drawn : drawn.toUpperCase();
  }
  return out;
}

/** A text as it was meant, and the old font it was written in, if it was. */
export interface ReadText {
  readonly text: string;
  readonly font?: OldFont;
}

/** How many of the words look Vietnamese, in 0..1; 1 for a text without words. */
function likeness(text: string): number {
  const words = text.match(/[\p{L}\p{M}\u00a1-\u00bf\u00ad×÷]+/gu) ?? [];
  if (words.length === 0) return 1;
  return words.filter((word) => isVietnameseSyllable(word)).length / words.length;
}

/**
 * Recognises Vietnamese written in TCVN3 or VNI and reads it as Unicode. A text counts as old only where it is not good Vietnamese as it
 * stands and clearly better as the other, so names of minorities and foreigners stay as they are written.
 * @example readOldFont('NguyÔn V¨n An') // { text: 'Nguyễn Văn An', font: 'TCVN3' }
 */
export function readOldFont(text: string): ReadText {
  if (!/[\u0080-\uffff]/.test(text)) return { text };
  const plain = likeness(text.normalize('NFC'));
  if (plain === 1) return { text };
  const read = (
    [
      ['TCVN3', fromTcvn3(text)],
      ['VNI', fromVni(text)],
    ] as const
  ).map(([font, meant]) => ({ font, text: meant, score: likeness(meant) }));
  const best = read.toSorted((a, b) => b.score - a.score)[0]!;
  if (best.text === text || best.score < 0.75 || best.score - plain < 0.2) return { text };
  const others = read.filter(({ font, score }) => font !== best.font && score === best.score);
  return others.length > 0 ? { text } : { text: best.text, font: best.font };
}
