import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryKeyring } from './memory-keyring.ts';
import { createSeal, isSealed, sealedWith } from './seal.ts';

const keys = memoryKeyring();
const seal = createSeal(keys);

describe('a sealed secret', () => {
  it('comes back as it was and shows nothing of itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, purpose) => {
        const sealed = seal.seal(text, purpose);
        expect(seal.open(sealed, purpose)).toBe(text);
        expect(isSealed(sealed)).toBe(true);
        expect(sealedWith(sealed)).toBe(1);
      }),
    );
    expect(seal.seal('JBSWY3DPEHPK3PXP', 'totp:a')).not.toContain('JBSWY3DPEHPK3PXP');
    expect(seal.seal('same', 'totp:a')).not.toBe(seal.seal('same', 'totp:a'));
  });

  it('is worthless in the row of another person', () => {
    const sealed = seal.seal('JBSWY3DPEHPK3PXP', 'totp:a');
    expect(() => seal.open(sealed, 'totp:b')).toThrow('internal.unexpected');
  });

  it('does not open when a single character was changed, cut or came from elsewhere', () => {
    const sealed = seal.seal('JBSWY3DPEHPK3PXP', 'totp:a');
    for (let at = 7; at < sealed.length - 1; at += 1) {
      const other = sealed[at] === 'A' ? 'B' : 'A';
      expect(() => seal.open(sealed.slice(0, at) + other + sealed.slice(at + 1), 'totp:a')).toThrow();
    }
    for (const bent of ['', 'JBSWY3DPEHPK3PXP', sealed.slice(0, 40), sealed.replace('sen1.1.', 'sen1.2.')])
      expect(() => seal.open(bent, 'totp:a')).toThrow('internal.unexpected');
    expect(() => createSeal(memoryKeyring()).open(sealed, 'totp:a')).toThrow('internal.unexpected');
  });
});
