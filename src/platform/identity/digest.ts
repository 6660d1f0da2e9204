import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits as 43 URL-safe characters: client secrets, links, keys for signing cookies. */
export function randomSecret(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * SHA-256 as base64url. Enough for values that are 256 random bits already: nobody can guess them, so a slow hash would only make
 * every request slow. Never for passwords.
 */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

/** HMAC-SHA-256 as base64url. */
export function sign(key: string, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64url');
}

/** Compares without telling by its duration where two texts differ. */
export function isSameText(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
