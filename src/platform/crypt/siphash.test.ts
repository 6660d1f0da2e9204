import { describe, expect, it } from 'vitest';
import { sip64, sipKeyOf, sipped } from './siphash.ts';

describe('SipHash-2-4 of eight bytes', () => {
  it('is that of its authors for their own key and bytes', () => {
    const key = sipKeyOf(Buffer.from(Array.from({ length: 16 }, (_, at) => at)));
    sip64(key, 0x07060504, 0x03020100);
    const bytes = Buffer.alloc(8);
    bytes.writeUInt32LE(sipped.low, 0);
    bytes.writeUInt32LE(sipped.high, 4);
    expect(bytes.toString('hex')).toBe('6224939a79f5f593');
  });
});
