import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Delimiters } from './delimiters.ts';
import { parseMessage, printMessage, type PrintField } from './message.ts';

const word = fc
  .string({ minLength: 1, maxLength: 12, unit: 'grapheme' })
  .map((text) => text.normalize('NFC').trim())
  .filter((text) => text !== '' && text !== '""' && !text.includes('\v') && text.trim() === text);
const delimiters: fc.Arbitrary<Delimiters> = fc.constantFrom(
  { field: '|', component: '^', repetition: '~', escape: '\\', subcomponent: '&' },
  { field: '#', component: '$', repetition: '*', escape: '@', subcomponent: '!' },
);
const segmentName = fc.constantFrom('PID', 'OBX', 'ZX1', 'NTE');
const field = fc.array(
  fc.array(fc.array(word, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 }),
  { minLength: 1, maxLength: 3 },
);

describe('reading and printing messages', () => {
  test('what is printed is read back, every subcomponent of every repetition, whatever characters it holds', () => {
    fc.assert(
      fc.property(
        delimiters,
        fc.array(fc.tuple(segmentName, fc.array(field, { minLength: 1, maxLength: 5 })), { maxLength: 5 }),
        (chosen, rest) => {
          const segments: [string, ...PrintField[]][] = [
            ['MSH', 'APP'],
            ...rest.map(([name, fields]): [string, ...PrintField[]] => [name, ...fields]),
          ];
          const message = parseMessage(printMessage(segments, chosen));
          expect(message?.delimiters).toEqual(chosen);
          expect(message?.segments.map((one) => one.name)).toEqual(['MSH', ...rest.map(([name]) => name)]);
          rest.forEach(([, fields], s) =>
            fields.forEach((repetitions, f) =>
              repetitions.forEach((components, r) =>
                components.forEach((subs, c) =>
                  subs.forEach((value, k) =>
                    expect(message?.segments[s + 1]?.repetitions(f + 1)[r]?.component(c + 1, k + 1)).toBe(
                      value,
                    ),
                  ),
                ),
              ),
            ),
          );
        },
      ),
    );
  });

  test('no text makes the parser throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.boolean(), (noise, withHead) => {
        const message = parseMessage(withHead ? `MSH|^~\\&|${noise}` : noise);
        for (const segment of message?.segments ?? []) {
          for (let n = 0; n < 20; n += 1) {
            segment.text(n);
            segment.whole(n);
          }
        }
      }),
    );
  });
});
