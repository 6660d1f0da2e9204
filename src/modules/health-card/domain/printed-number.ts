/** Crockford's alphabet: no I, L, O, U, so that a number can be read out and typed. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const drawn = 15;

/** What stands before the number in the code of a paper card. */
export const printedPrefix = 'SENP.';

/**
 * A number for a paper card: 15 signs drawn by chance (75 bits) and one that shows a slip of the hand.
 * @param random at least 15 bytes from a source that nobody can foresee
 */
export function makePrintedNumber(random: Uint8Array): string {
  const signs = Array.from(random.slice(0, drawn), (byte) => byte & 31);
  if (signs.length < drawn) throw new RangeError(`a number needs ${drawn} random bytes`);
  return [...signs, checkOf(signs)].map((sign) => alphabet[sign]).join('');
}

/** In groups of four, as it is printed. */
export function showPrintedNumber(number: string): string {
  return number.replace(/(.{4})(?=.)/gu, '$1-');
}

/** The number in what was scanned or typed, groups and look-alikes forgiven; undefined where it is none or a sign is wrong. */
export function readPrintedNumber(text: string): string | undefined {
  const bare = text.trim().toUpperCase();
  const signs = [
    ...(bare.startsWith(printedPrefix) ? bare.slice(printedPrefix.length) : bare).replace(/[\s-]/gu, ''),
  ]
    .map((sign) => (sign === 'O' ? '0' : sign === 'I' || sign === 'L' ? '1' : sign))
    .map((sign) => alphabet.indexOf(sign));
  if (signs.length !== drawn + 1 || signs.includes(-1)) return undefined;
  if (checkOf(signs.slice(0, drawn)) !== signs[drawn]) return undefined;
  return signs.map((sign) => alphabet[sign]).join('');
}

/** Changes with any one sign, and with two neighbours that changed places: 31 is prime, and the weights 1 to 15 differ. */
function checkOf(signs: readonly number[]): number {
  return signs.reduce((sum, sign, at) => sum + (at + 1) * (sign + 1), 0) % 31;
}
