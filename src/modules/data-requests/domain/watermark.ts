import { createHmac, timingSafeEqual } from 'node:crypto';

/** Hex digits that a copy adds to each person's key. */
const tagDigits = 8;

/**
 * The person's key as it stands in one downloaded copy: 16 digits of the request, 8 of the copy. Nobody but Sen can make or recognise
 * the last 8, so a line found where it should not be tells whose copy it came from.
 */
export function markKey(copySecret: Buffer, key: string): string {
  return key + tagOf(copySecret, key);
}

/** Whether a key that was found bears the mark of this copy. */
export function isFromCopy(copySecret: Buffer, found: string): boolean {
  const text = found.trim().toLowerCase();
  if (!/^[0-9a-f]{24}$/u.test(text)) return false;
  const expected = tagOf(copySecret, text.slice(0, -tagDigits));
  return timingSafeEqual(Buffer.from(expected), Buffer.from(text.slice(-tagDigits)));
}

function tagOf(copySecret: Buffer, key: string): string {
  return createHmac('sha256', copySecret).update(key).digest('hex').slice(0, tagDigits);
}
