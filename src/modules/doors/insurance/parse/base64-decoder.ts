import { ClaimProblem } from './claim-problem.ts';

const blank = /[\s\u200b\ufeff]+/g;
const alphabet = /^[A-Za-z0-9+/_-]*$/;

/**
 * Base64 text -> bytes, in pieces cut anywhere. Line breaks and the blanks that editors leave are skipped; any other foreign
 * character, or a length that cannot be, stops the reading with claim.base64 rather than shifting every byte behind it.
 */
export class Base64Decoder {
  #rest = '';
  #padded = false;

  write(piece: string): Uint8Array {
    let text = blank.test(piece) ? piece.replace(blank, '') : piece;
    blank.lastIndex = 0;
    if (text === '') return new Uint8Array(0);
    const padding = text.indexOf('=');
    if (padding >= 0) {
      if (!/^={1,2}$/.test(text.slice(padding))) throw new ClaimProblem('claim.base64');
      text = text.slice(0, padding);
      if (text !== '' && this.#padded) throw new ClaimProblem('claim.base64');
      this.#padded = true;
    } else if (this.#padded) throw new ClaimProblem('claim.base64');
    if (!alphabet.test(text)) throw new ClaimProblem('claim.base64');
    const all = this.#rest + text;
    const whole = all.length - (all.length % 4);
    this.#rest = all.slice(whole);
    return Buffer.from(all.slice(0, whole), 'base64');
  }

  end(): Uint8Array {
    if (this.#rest.length === 1) throw new ClaimProblem('claim.base64');
    return Buffer.from(this.#rest, 'base64');
  }
}
