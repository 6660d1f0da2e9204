import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { openHeaders, sealHeaders } from './seal-headers.ts';
import { usualPace, waitAfter } from './pace.ts';

const key = randomBytes(32);
const place = { accountId: 'a', origin: 'https://one.example' };

test('a secret is opened only for the account that gave it and towards the same place', () => {
  const sealed = sealHeaders(['Authorization: Bearer secret', 'X-Empty:'], key, place);
  expect(sealed.join()).not.toContain('secret');
  expect(openHeaders(sealed, key, place)).toEqual({ Authorization: 'Bearer secret', 'X-Empty': '' });
  expect(openHeaders(sealed, key, { ...place, accountId: 'b' })).toBeUndefined();
  expect(openHeaders(sealed, key, { ...place, origin: 'https://two.example' })).toBeUndefined();
  expect(openHeaders([sealed[0]!.replace('Authorization', 'X-Other')], key, place)).toBeUndefined();
  expect(openHeaders(['Authorization: clear'], key, place)).toBeUndefined();
});

test('what is sealed already stays as it is', () => {
  const sealed = sealHeaders(['A: b'], key, place);
  expect(sealHeaders(sealed, key, place)).toEqual(sealed);
});

test('waits double, never pass the longest, and differ by chance', () => {
  const waits = [1, 2, 3, 30].map((failures) => waitAfter(failures, usualPace, () => 1));
  expect(waits).toEqual([2000, 4000, 8000, 900_000]);
  expect(waitAfter(1, usualPace, () => 0)).toBe(1000);
});
