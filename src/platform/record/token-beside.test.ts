import { expect, test } from 'vitest';
import { markOf, tokenBeside, tokenOf, useIndexKey } from './index-hash.ts';

const ownBits = (token: string): bigint => BigInt(token) & 0xffff_ffff_ffffn;

test('tokens of one thing lie side by side in an index, and those of different things apart', () => {
  useIndexKey(Buffer.alloc(32, 'one'));
  const mark = markOf('registry', 'match');
  const values = Array.from({ length: 500 }, (_, at) => `value ${at}`);
  const together = values.map((value) => tokenBeside(mark, 'a name', value));
  expect(new Set(together).size).toBe(values.length);
  expect(new Set(together.map((token) => ownBits(token) >> 28n)).size).toBe(1);
  const apart = values.map((value) => tokenBeside(mark, value, 'the same'));
  expect(new Set(apart.map((token) => ownBits(token) >> 28n)).size).toBeGreaterThan(490);
});

test('all tokens of a mark begin with its fifteen bits and fit what a database calls bigint', () => {
  useIndexKey(Buffer.alloc(32, 'one'));
  const mark = markOf('registry', 'match');
  for (let at = 0; at < 2000; at += 1)
    for (const token of [tokenOf(mark, `v${at}`), tokenBeside(mark, `c${at % 7}`, `v${at}`)]) {
      expect(BigInt(token) >> 48n).toBe(BigInt(mark.tag));
      expect(BigInt(token) < 2n ** 63n).toBe(true);
    }
});

test('without the key of the index nobody can make a token', () => {
  useIndexKey(Buffer.alloc(32, 'one'));
  const one = tokenBeside(markOf('registry', 'match'), 'a name', 'a value');
  useIndexKey(Buffer.alloc(32, 'two'));
  expect(tokenBeside(markOf('registry', 'match'), 'a name', 'a value')).not.toBe(one);
  useIndexKey(undefined);
});
