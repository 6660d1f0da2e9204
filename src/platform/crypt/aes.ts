import { createCipheriv, createDecipheriv, randomFillSync, type KeyObject } from 'node:crypto';

const nonceBytes = 12;
const tagBytes = 16;
/** What a closed text is longer than the open one. */
export const overhead = nonceBytes + tagBytes;

// Drawn many at once: a call for twelve bytes costs as much as one for twelve thousand.
const pool = Buffer.alloc(nonceBytes * 1024);
let used = pool.length;

/** Twelve random bytes that were never given before. */
function drawNonce(): Buffer {
  if (used >= pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const nonce = Buffer.from(pool.subarray(used, used + nonceBytes));
  used += nonceBytes;
  return nonce;
}

/**
 * AES-256-GCM with a random nonce: head, nonce, closed bytes, tag (128 bits). A key closes at most 2^32 texts (NIST SP 800-38D 8.3).
 * @param bound what the bytes belong to; they open only where the same is named
 * @param head stands in front in the clear and says which key it is; another one would not open the rest
 */
export function close(key: KeyObject, plain: Uint8Array, bound: Buffer, head: Buffer = none): Buffer {
  const nonce = drawNonce();
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(bound);
  const closed = cipher.update(plain);
  cipher.final();
  return Buffer.concat([head, nonce, closed, cipher.getAuthTag()]);
}

const none = Buffer.alloc(0);

/** The other way. Throws where key, bound or a single bit is not what it was. */
export function open(key: KeyObject, closed: Buffer, bound: Buffer, headBytes = 0): Buffer {
  const start = headBytes + nonceBytes;
  if (closed.length < start + tagBytes) throw new RangeError('too short to be closed');
  const end = closed.length - tagBytes;
  const opener = createDecipheriv('aes-256-gcm', key, closed.subarray(headBytes, start), {
    authTagLength: tagBytes,
  })
    .setAAD(bound)
    .setAuthTag(closed.subarray(end));
  const plain = opener.update(closed.subarray(start, end));
  opener.final();
  return plain;
}
