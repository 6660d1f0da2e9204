import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFrameReader, frame, type FrameEvent } from './frame.ts';

/** Text without the two bytes that frame it. */
const body = fc
  .string({ minLength: 1, maxLength: 200, unit: 'grapheme' })
  .map((text) => text.replaceAll('\v', ' ').replaceAll('\u001c', ' '));

function readAll(chunks: readonly Uint8Array[], limitBytes = 1 << 20): FrameEvent[] {
  const reader = createFrameReader(limitBytes);
  return chunks.flatMap((chunk) => reader.push(chunk));
}

function split(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].toSorted((a, b) => a - b);
  const pieces: Buffer[] = [];
  let from = 0;
  for (const place of [...places, bytes.length]) {
    pieces.push(bytes.subarray(from, place));
    from = place;
  }
  return pieces;
}

const texts = (events: readonly FrameEvent[]): string[] =>
  events.flatMap((one) => (one.kind === 'message' ? [one.bytes.toString('utf8')] : []));

describe('messages on the wire', () => {
  test('however the network cuts the bytes, the same messages come out', () => {
    fc.assert(
      fc.property(
        fc.array(body, { minLength: 1, maxLength: 6 }),
        fc.array(fc.nat(), { maxLength: 40 }),
        (bodies, cuts) => {
          const wire = Buffer.concat(bodies.map(frame));
          expect(texts(readAll(split(wire, cuts)))).toEqual(bodies);
        },
      ),
    );
  });

  test('byte by byte is no different from all at once', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => {
        const whole = readAll([noise], 50).filter(
          (one) => one.kind === 'message' || one.kind === 'too-large',
        );
        const drip = readAll(
          [...noise].map((byte) => Uint8Array.of(byte)),
          50,
        ).filter((one) => one.kind === 'message' || one.kind === 'too-large');
        expect(drip).toEqual(whole);
      }),
    );
  });

  test('noise between messages is dropped and counted, the messages stay whole', () => {
    const wire = Buffer.concat([Buffer.from('hello\r\n'), frame('one'), Buffer.from('noise'), frame('two')]);
    expect(readAll([wire]).map((one) => (one.kind === 'message' ? one.bytes.toString() : one))).toEqual([
      { kind: 'garbage', size: 5 },
      'one',
      { kind: 'garbage', size: 5 },
      'two',
    ]);
  });

  test('a message that begins before the former ended replaces it', () => {
    const wire = Buffer.concat([Buffer.from('\u000bhalf a mess'), frame('whole')]);
    expect(readAll([wire])).toEqual([
      { kind: 'broken', size: 11 },
      { kind: 'message', bytes: Buffer.from('whole') },
    ]);
  });

  test('a frame over the limit is said once, and the next message is read', () => {
    const wire = Buffer.concat([frame('x'.repeat(101)), frame('small')]);
    expect(readAll([wire], 100)).toEqual([
      { kind: 'too-large', limitBytes: 100 },
      { kind: 'message', bytes: Buffer.from('small') },
    ]);
  });

  test('an unfinished frame is known to be open, and FS without CR ends it', () => {
    const reader = createFrameReader(100);
    reader.push(Buffer.from('\u000babc'));
    expect(reader.open).toBe(true);
    expect(texts(reader.push(Buffer.from('\u001c')))).toEqual(['abc']);
    expect(reader.open).toBe(false);
  });
});
