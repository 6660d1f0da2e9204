import { splitTone } from '../../src/kernel/vietnam/tone.ts';

/** How letters come out where the keyboard or the font is not the one of today. Written from the tables of each, not from the reader's. */
const telexTone: Readonly<Record<string, string>> = {
  '\u0300': 'f',
  '\u0309': 'r',
  '\u0303': 'x',
  '\u0301': 's',
  '\u0323': 'j',
};
const vniTone: Readonly<Record<string, string>> = {
  '\u0300': '2',
  '\u0309': '3',
  '\u0303': '4',
  '\u0301': '1',
  '\u0323': '5',
};
const telexLetter: Readonly<Record<string, string>> = {
  â: 'aa',
  ă: 'aw',
  ê: 'ee',
  ô: 'oo',
  ơ: 'ow',
  ư: 'uw',
  đ: 'dd',
  Đ: 'DD',
};
const vniLetter: Readonly<Record<string, string>> = {
  â: 'a6',
  ă: 'a8',
  ê: 'e6',
  ô: 'o6',
  ơ: 'o7',
  ư: 'u7',
  đ: 'd9',
  Đ: 'D9',
};

const typed =
  (letters: Readonly<Record<string, string>>, tones: Readonly<Record<string, string>>) =>
  (name: string): string =>
    name
      .split(' ')
      .map((word) => {
        const { bare, tone } = splitTone(word);
        return (
          [...bare].map((letter) => letters[letter] ?? letters[letter.toLowerCase()] ?? letter).join('') +
          (tones[tone] ?? '')
        );
      })
      .join(' ');

/** 'Nguyễn' as 'Nguyeenx'. */
export const toTelex = typed(telexLetter, telexTone);
/** 'Nguyễn' as 'Nguye6n4'. */
export const toVniTyping = typed(vniLetter, vniTone);

const small = 'àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂĐÊÔƠƯ';
const tcvn3 = 'µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\u00adõö÷øùúûüýþ¡¢§£¤¥¦';

/** A name as a TCVN3 font stored it; capitals with a tone have no place there and stay small. */
export function toTcvn3(name: string): string {
  return [...name.normalize('NFC')]
    .map((letter) => tcvn3[small.indexOf(letter)] ?? tcvn3[small.indexOf(letter.toLowerCase())] ?? letter)
    .join('');
}

const hats: Readonly<Record<string, readonly [string, string, string, string, string, string]>> = {
  â: ['â', 'à', 'å', 'ã', 'á', 'ä'],
  ă: ['ê', 'è', 'ú', 'ü', 'é', 'ë'],
};
const plainTones: readonly [string, string, string, string, string, string] = ['', 'ø', 'û', 'õ', 'ù', 'ï'];
const toneOrder = ['', '\u0300', '\u0309', '\u0303', '\u0301', '\u0323'];
const vniLone: Readonly<Record<string, string>> = {
  đ: 'ñ',
  Đ: 'Ñ',
  ì: 'ì',
  í: 'í',
  ỉ: 'æ',
  ĩ: 'ó',
  ị: 'ò',
  ỵ: 'î',
};

/** A name as VNI for Windows stored it: a letter, then a sign for what stands above and below it. */
export function toVniFont(name: string): string {
  return [...name.normalize('NFC')]
    .map((letter) => {
      if (vniLone[letter] !== undefined) return vniLone[letter];
      const { bare, tone } = splitTone(letter);
      const at = toneOrder.indexOf(tone);
      const lower = bare.toLowerCase();
      const base = { â: 'a', ă: 'a', ê: 'e', ô: 'o', ơ: 'ô', ư: 'ö' }[lower] ?? lower;
      const row = lower === 'ă' ? hats['ă']! : /[âêô]/.test(lower) ? hats['â']! : plainTones;
      const written = /[aăâeêoôơuưy]/.test(lower) ? base + row[at]! : base + (at > 0 ? tone : '');
      return bare === lower ? written : written.charAt(0).toUpperCase() + written.slice(1);
    })
    .join('');
}
