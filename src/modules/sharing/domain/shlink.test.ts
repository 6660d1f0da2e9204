import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endOf, stateOf } from './link-state.ts';
import { closeFile, openFile } from './sealed-file.ts';
import { fromBase64url, readShlink, toBase64url, writeShlink } from './shlink.ts';

const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => toBase64url(bytes));
const link = fc.record(
  {
    url: bytes32.map((secret) => `https://sen.example/api/sharing/shl/${secret}`),
    key: bytes32,
    exp: fc.nat(),
    flag: fc.constantFrom('P', 'L', 'LP', 'U'),
    label: fc.string({ maxLength: 80, unit: 'grapheme-ascii' }),
    v: fc.constant(1 as const),
  },
  { requiredKeys: ['url', 'key'] },
);

describe('a link', () => {
  it('is read as it was written, alone and behind the address of a viewer', () => {
    fc.assert(
      fc.property(link, (one) => {
        expect(readShlink(writeShlink(one))).toEqual(one);
        expect(readShlink(`https://viewer.example/shl#${writeShlink(one)}`)).toEqual(one);
      }),
    );
  });

  it.each([
    '',
    'shlink:/',
    'shlink:/%%%',
    'https://a.example',
    `shlink:/${toBase64url(new Uint8Array([255]))}`,
  ])('is not read out of %j', (text) => expect(readShlink(text)).toBeUndefined());

  it('bytes have one spelling', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(fromBase64url(toBase64url(bytes))).toEqual(bytes);
      }),
    );
    expect(fromBase64url('AB')).toBeUndefined();
  });
});

describe('a closed file', () => {
  const words = '{"resourceType":"Bundle","entry":[]}';

  it('opens with its key, and with no other', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json(), bytes32, bytes32, async (json, key, other) => {
        const file = await closeFile(json, key);
        expect(await openFile(file, key)).toBe(json);
        if (other !== key) await expect(openFile(file, other)).rejects.toThrow();
      }),
      { numRuns: 40 },
    );
  });

  it('opens never where one bit of it, or of the key, was changed', async () => {
    const key = toBase64url(new Uint8Array(32).fill(7));
    const file = await closeFile(words, key);
    await fc.assert(
      fc.asyncProperty(fc.nat(file.length - 1), fc.integer({ min: 0, max: 6 }), async (at, bit) => {
        const sign = String.fromCharCode(file.charCodeAt(at) ^ (1 << bit));
        await expect(openFile(file.slice(0, at) + sign + file.slice(at + 1), key)).rejects.toThrow();
      }),
      { numRuns: 400 },
    );
    await fc.assert(
      fc.asyncProperty(fc.nat(key.length - 1), fc.integer({ min: 0, max: 6 }), async (at, bit) => {
        const sign = String.fromCharCode(key.charCodeAt(at) ^ (1 << bit));
        await expect(openFile(file, key.slice(0, at) + sign + key.slice(at + 1))).rejects.toThrow();
      }),
      { numRuns: 100 },
    );
  });
});

describe('the state of a link', () => {
  const now = new Date('2026-11-23T08:00:00Z');
  const open = { until: endOf('hour', now), once: true, opened: 0, triesLeft: 5, endedAt: null };

  it.each([
    [{}, 'open'],
    [{ opened: 1 }, 'used'],
    [{ opened: 3, once: false }, 'open'],
    [{ until: now }, 'expired'],
    [{ triesLeft: 0 }, 'locked'],
    [{ endedAt: now, opened: 1, until: now, triesLeft: 0 }, 'ended'],
  ] as const)('%j is %s', (change, state) => expect(stateOf({ ...open, ...change }, now)).toBe(state));
});
