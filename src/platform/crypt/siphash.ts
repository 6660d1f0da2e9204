/** The key of SipHash: four words of 32 bits, the low half of each 64 first. */
export type SipKey = readonly [number, number, number, number];

/** 16 bytes as a key. */
export function sipKeyOf(secret: Buffer): SipKey {
  return [secret.readInt32LE(0), secret.readInt32LE(4), secret.readInt32LE(8), secret.readInt32LE(12)];
}

/** What `sip64` found: the high and the low half. Filled anew by each call, since a pair made each time would cost more than the sum. */
export const sipped = { high: 0, low: 0 };

/**
 * SipHash-2-4 of exactly eight bytes, on halves of 32 bits: BigInt costs twenty times as much. Without the key nobody can tell what a
 * value's sum is, nor guess values and compare.
 * @source SipHash: a fast short-input PRF (Aumasson, Bernstein, 2012), appendix A
 */
export function sip64(key: SipKey, high: number, low: number): void {
  let al = key[0] ^ 0x70736575;
  let ah = key[1] ^ 0x736f6d65;
  let bl = key[2] ^ 0x6e646f6d;
  let bh = key[3] ^ 0x646f7261;
  let cl = key[0] ^ 0x6e657261;
  let ch = key[1] ^ 0x6c796765;
  let dl = key[2] ^ 0x79746573 ^ low;
  let dh = key[3] ^ 0x74656462 ^ high;
  for (let round = 0; round < 8; round += 1) {
    if (round === 2) {
      // The block is in; the last one tells the length, eight.
      al ^= low;
      ah ^= high;
      dh ^= 0x08000000;
    } else if (round === 4) {
      ah ^= 0x08000000;
      cl ^= 0xff;
    }
    let sum = (al >>> 0) + (bl >>> 0);
    al = sum | 0;
    ah = (ah + bh + (sum > 0xffffffff ? 1 : 0)) | 0;
    let kept = bl;
    bl = ((bl << 13) | (bh >>> 19)) ^ al;
    bh = ((bh << 13) | (kept >>> 19)) ^ ah;
    kept = al;
    al = ah;
    ah = kept;
    sum = (cl >>> 0) + (dl >>> 0);
    cl = sum | 0;
    ch = (ch + dh + (sum > 0xffffffff ? 1 : 0)) | 0;
    kept = dl;
    dl = ((dl << 16) | (dh >>> 16)) ^ cl;
    dh = ((dh << 16) | (kept >>> 16)) ^ ch;
    sum = (al >>> 0) + (dl >>> 0);
    al = sum | 0;
    ah = (ah + dh + (sum > 0xffffffff ? 1 : 0)) | 0;
    kept = dl;
    dl = ((dl << 21) | (dh >>> 11)) ^ al;
    dh = ((dh << 21) | (kept >>> 11)) ^ ah;
    sum = (cl >>> 0) + (bl >>> 0);
    cl = sum | 0;
    ch = (ch + bh + (sum > 0xffffffff ? 1 : 0)) | 0;
    kept = bl;
    bl = ((bl << 17) | (bh >>> 15)) ^ cl;
    bh = ((bh << 17) | (kept >>> 15)) ^ ch;
    kept = cl;
    cl = ch;
    ch = kept;
  }
  sipped.high = (ah ^ bh ^ ch ^ dh) >>> 0;
  sipped.low = (al ^ bl ^ cl ^ dl) >>> 0;
}
