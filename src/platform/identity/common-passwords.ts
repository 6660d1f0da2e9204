/**
 * What people choose when a password must be long: a few words that come to everybody's mind, runs of keys, years and names of places, put
 * together. Own list, no leaked one: each password that is made of these pieces alone is refused, however they are joined.
 */
const everybodysWords =
  // What the field asks for, first words of English lists.
  'password passwords passphrase passcode passw pass pwd login signin welcome hello letmein secret access admin administrator root user guest ' +
  'test testing default change changeme master system server computer internet dragon monkey shadow sunshine princess football baseball ' +
  'iloveyou loveyou lovely love god jesus superman batman michael summer winter spring autumn monday friday google facebook zalo ' +
  // The same in Vietnamese, as it is typed without accents.
  'matkhau matkhaumoi matkhaucu dangnhap taikhoan quantri quantrivien nguoidung xinchao chao toi cuatoi ban cuaban minh em anh chi ' +
  'anhyeuem emyeuanh yeuem yeuanh yeu yeunhau honey vokchong vochong vo chong con conyeu bome giadinh hanhphuc maimai suot doi nho thuong ' +
  'cuoctoi cuocsong tinhyeu maiyeu motminh khongbiet khongco biet lamgi thoi duoc roi nhe nha oi ' +
  'nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly van thi ' +
  'vietnam vietnamvodich vodich hanoi saigon hochiminh danang haiphong cantho hue nhatrang bacninh dalat tphcm sg hn vn ' +
  // Words of the house: what every facility would think of first.
  'sen hoasen benhvien benhviendakhoa dakhoa tram tramyte yte trungtam trungtamyte phongkham khoa phong bacsi bs dieuduong duocsi ' +
  'suckhoe benhan hoso hosobenhan benhnhan soyte boyte kham chua benh khamchuabenh thuoc xetnghiem capcuu bhyt baohiem';

const keyRows = [
  '1234567890',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'abcdefghijklmnopqrstuvwxyz',
  '1qaz2wsx3edc4rfv5tgb',
];
const runs = keyRows.flatMap((row) => [row + row, [...(row + row)].toReversed().join('')]);

const words = new Set(everybodysWords.split(' '));
const longestWord = Math.max(...[...words].map((word) => word.length));

/** More pieces than this are a sentence of one's own, even of plain words. */
const mostPieces = 4;

/** Four pieces that come to mind never make a text so long; what is made of few signs is refused elsewhere. */
const longestJudged = 64;

const lookAlikes: Readonly<Record<string, string>> = { '@': 'a', $: 's', '!': 'i', '€': 'e' };
const digitAlikes: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
};

/**
 * Whether a password is put together of what everybody thinks of: at most four of those words, runs of keys, repeated signs, years, days
 * and the words given. Accents, case, signs between and letters written as digits or marks make no difference.
 * @param own words that belong to the account or the house: names, the installation's name
 */
export function isCommonPassword(password: string, own: readonly string[] = []): boolean {
  const theirs = own.flatMap((word) => plain(word).split(/[^a-z0-9]+/)).filter((word) => word.length > 1);
  const text = plain(password);
  const marks = [...text].map((sign) => lookAlikes[sign] ?? sign).join('');
  return [text, marks].some((one) => pieces(one.replaceAll(/[^a-z0-9]/g, ''), new Set(theirs)) <= mostPieces);
}

function plain(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll('đ', 'd');
}

/** The least number of known pieces that make up a text; more than are looked for where it cannot be made of them. */
function pieces(text: string, own: ReadonlySet<string>): number {
  if (text.length > longestJudged) return mostPieces + 1;
  const least = [0, ...Array.from(text, () => mostPieces + 1)];
  for (let start = 0; start < text.length; start += 1) {
    if (least[start]! >= mostPieces) continue;
    for (let end = start + 1; end <= text.length; end += 1) {
      if (!isKnown(text.slice(start, end), own)) continue;
      least[end] = Math.min(least[end]!, least[start]! + 1);
    }
  }
  return least[text.length]!;
}

function isKnown(piece: string, own: ReadonlySet<string>): boolean {
  const letters = Array.from(piece, (sign) => digitAlikes[sign] ?? sign).join('');
  if (piece.length <= longestWord && (words.has(piece) || words.has(letters))) return true;
  if (own.has(piece) || own.has(letters)) return true;
  if (piece.length < 3) return /^\d{1,2}$/.test(piece);
  if (isRepeated(piece) || isDay(piece)) return true;
  return runs.some((run) => run.includes(piece));
}

/** 'aaaa', '0101', 'abcabc' */
function isRepeated(piece: string): boolean {
  for (let size = 1; size <= 3 && size * 2 <= piece.length; size += 1)
    if (piece.length % size === 0 && piece === piece.slice(0, size).repeat(piece.length / size)) return true;
  return false;
}

/** A year, or a day as it is written: 1988, 12031988, 120388. */
function isDay(piece: string): boolean {
  if (/^(?:19|20)\d\d$/.test(piece)) return true;
  return /^(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:(?:19|20)?\d\d)$/.test(piece);
}
