import fc from 'fast-check';
import { zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { memoryKeyring } from '../crypt/memory-keyring.ts';
import { packTexts, repack, separator, unpack, type Packed } from './pack.ts';
import { packGeneration } from './pack-cipher.ts';

const keys = memoryKeyring();
const now = new Date('2026-11-23T08:00:00Z');
const aText = (text: string, bucket = 7, patient = 'p'): Packed => ({
  bucket,
  patient,
  text,
  pack: 0,
  part: 0,
});
const packOf = (...texts: string[]) =>
  packTexts(
    texts.map((text) => aText(text)),
    now,
    keys,
  )[0]!;
const json = fc.record({ name: fc.string({ unit: 'grapheme' }) }).map((value) => JSON.stringify(value));

describe('a pack of texts', () => {
  it('gives every text back at the place it got', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(json, fc.nat(4095), fc.constantFrom('a', 'b')), { minLength: 1 }),
        (list) => {
          const texts = list.map(([text, bucket, patient]) => aText(text, bucket, patient));
          const packs = packTexts(texts, now, keys);
          for (const { bucket, pack, part, text } of texts) {
            const found = packs.find((one) => one.bucket === bucket && one.id === pack)!;
            expect(unpack(found.body, found, keys)[part]).toBe(text);
          }
        },
      ),
    );
  });

  it('shows nothing of a text on the disk, and 33 bytes are the price', () => {
    const text = JSON.stringify({ name: 'Quách Thị Bíẩn', id: '001085012345' });
    const { body } = packOf(text);
    for (const word of ['Qu', '001085012345', 'name', '\u0028\u00b5\u002f\u00fd'])
      expect(body.includes(Buffer.from(word, 'latin1'))).toBe(false);
    expect(body.length).toBe(zstdCompressSync(Buffer.from(text)).length + 4 + 33);
    expect(packGeneration(body)).toBe(1);
  });

  it('does not open for another person, another place, another installation or with a bit changed', () => {
    const pack = packOf('{"a":1}');
    expect(() => unpack(pack.body, { ...pack, id: pack.id + 1 }, keys)).toThrow();
    expect(() => unpack(pack.body, { ...pack, bucket: 8 }, keys)).toThrow();
    expect(() => unpack(pack.body, pack, memoryKeyring())).toThrow();
    for (let at = 0; at < pack.body.length; at += 1) {
      const bent = Buffer.from(pack.body);
      bent[at]! ^= 1;
      expect(() => unpack(bent, pack, keys), `byte ${at}`).toThrow();
    }
  });

  it('of an earlier version, in the clear, is still read', () => {
    const old = zstdCompressSync(Buffer.from(['{"a":1}', '{"b":2}'].join(separator)));
    expect(unpack(old, { bucket: 1, id: 2 }, keys)).toEqual(['{"a":1}', '{"b":2}']);
    expect(packGeneration(old)).toBeUndefined();
  });

  it('from which a text was erased keeps the others in their places, closed', () => {
    const pack = packOf('{"a":1}', '{"b":2}', '{"c":3}');
    const body = repack(pack.body, pack, keys, (part) => part !== 1);
    expect(packGeneration(body)).toBe(1);
    expect(unpack(body, pack, keys)).toEqual(['{"a":1}', '', '{"c":3}']);
  });
});
