import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hmacKeyOf, quickHmac } from './quick-hmac.ts';

it('the quick sum with a key is the one that everybody else works out', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 64 }),
      fc.string({ unit: 'grapheme' }),
      (secret, text) => {
        const usual = createHmac('sha256', secret).update(text).digest('hex');
        expect(quickHmac(hmacKeyOf(Buffer.from(secret)), text)).toBe(usual);
      },
    ),
  );
});
