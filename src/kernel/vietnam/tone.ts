/** The five tone marks as combining characters, in the order of the alphabet: huyền, hỏi, ngã, sắc, nặng. */
export const toneMarks = '\u0300\u0309\u0303\u0301\u0323';

const anyTone = /[\u0300\u0309\u0303\u0301\u0323]/;

/** Takes the tone off a syllable; `tone` is the combining mark or ''. Hats, horns and đ stay. */
export function splitTone(syllable: string): { readonly bare: string; readonly tone: string } {
  const open = syllable.normalize('NFD');
  const tone = anyTone.exec(open)?.[0] ?? '';
  return { bare: open.replace(/[\u0300\u0309\u0303\u0301\u0323]/g, '').normalize('NFC'), tone };
}

/**
 * Puts a tone on the vowel where the traditional spelling writes it (hòa, thủy, quý, hoàn). The syllable must carry none.
 * @example placeTone('hoa', '\u0300') // 'hòa'
 */
export function placeTone(bare: string, tone: string): string {
  if (tone === '') return bare;
  const lower = bare.toLowerCase();
  // 'qu' and 'gi' before another vowel are consonants.
  const start = /^(qu|gi(?=[aăâeêioôơuưy]))/.exec(lower)?.[0].length ?? 0;
  const vowels: number[] = [];
  for (let i = start; i < bare.length; i += 1) {
    if (/[aăâeêioôơuưy]/.test(lower[i]!)) vowels.push(i);
    else if (vowels.length > 0) break;
  }
  if (vowels.length === 0) return bare;
  const last = vowels[vowels.length - 1]!;
  const closed = last + 1 < bare.length;
  const marked = vowels.filter((i) => /[ăâêôơư]/.test(lower[i]!));
  // A hatted or horned vowel attracts the tone (the second of ươ); else the middle of three, the last before a consonant, the first of two.
  const at =
    marked.at(-1) ??
    (vowels.length === 3 ? vowels[1]! : vowels.length === 2 ? (closed ? last : vowels[0]!) : last);
  return bare.slice(0, at) + (bare[at]! + tone).normalize('NFC') + bare.slice(at + 1);
}

/**
 * One spelling for one syllable: composed characters (NFC) and the traditional place of the tone, so 'hoà' becomes 'hòa'.
 * Only oa, oe and uy at the end of a syllable move; anything else keeps its tone where it was written.
 */
export function oneToneStyle(text: string): string {
  return text
    .normalize('NFC')
    .replace(
      /(?<![qQ])([oOuU])([àáảãạèéẻẽẹỳýỷỹỵÀÁẢÃẠÈÉẺẼẸỲÝỶỸỴ])(?![\p{L}\p{M}])/gu,
      (whole, first: string, second: string) => {
        const { bare, tone } = splitTone(second);
        const pair = `${first}${bare}`.toLowerCase();
        if (pair !== 'oa' && pair !== 'oe' && pair !== 'uy') return whole;
        return (first + tone).normalize('NFC') + bare;
      },
    );
}
