import fc from 'fast-check';
import { expect, it } from 'vitest';
import { makePrintedNumber, printedPrefix, readPrintedNumber, showPrintedNumber } from './printed-number.ts';

const bytes = fc.uint8Array({ minLength: 15, maxLength: 15 });

it('a number is read again however it is written', () => {
  fc.assert(
    fc.property(bytes, (random) => {
      const number = makePrintedNumber(random);
      for (const text of [
        number,
        `${printedPrefix}${number}`,
        showPrintedNumber(number),
        ` ${number.toLowerCase()} `,
      ])
        expect(readPrintedNumber(text)).toBe(number);
      expect(readPrintedNumber(number.replaceAll('0', 'O').replaceAll('1', 'l'))).toBe(number);
    }),
  );
});

it('two neighbours that changed places are noticed', () => {
  fc.assert(
    fc.property(bytes, fc.nat(13), (random, at) => {
      const number = makePrintedNumber(random);
      const swapped = number.slice(0, at) + number[at + 1]! + number[at]! + number.slice(at + 2);
      expect(
        readPrintedNumber(swapped) === undefined || swapped === number || differByAll31(number, at),
      ).toBe(true);
    }),
  );
});

/** '0' and 'Z' are 31 apart and look the same to the check; nobody takes one for the other. */
function differByAll31(number: string, at: number): boolean {
  return new Set([number[at], number[at + 1]]).size === 2 && /^[0Z]{2}$/u.test(number.slice(at, at + 2));
}

it('a wrong sign is noticed', () => {
  const number = makePrintedNumber(new Uint8Array(15).fill(7));
  for (let at = 0; at < 15; at += 1)
    expect(readPrintedNumber(`${number.slice(0, at)}8${number.slice(at + 1)}`)).toBeUndefined();
});

it.each(['', 'SENP.', '001190123456', 'ABCD-EFGH', '!'.repeat(16)])('%j is no number of a card', (text) => {
  expect(readPrintedNumber(text)).toBeUndefined();
});

it('chance that falls short makes no number', () => {
  expect(() => makePrintedNumber(new Uint8Array(3))).toThrow(RangeError);
});
