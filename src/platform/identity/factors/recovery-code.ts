import { randomInt } from 'node:crypto';
import { digest } from '../digest.ts';

/** How many codes a person gets at once. */
export const codesAtOnce = 10;

/** Letters that cannot be taken for each other on paper: no i, l, o, 0, 1. */
const letters = 'abcdefghjkmnpqrstuvwxyz23456789';

/** One code as it is shown: four groups of four, 79 random bits. */
export function makeRecoveryCode(): string {
  const group = (): string =>
    Array.from({ length: 4 }, () => letters.charAt(randomInt(letters.length))).join('');
  return [group(), group(), group(), group()].join('-');
}

/** A typed code as it is compared: case, blanks and dashes do not count. Undefined where it cannot be one. */
export function foldRecoveryCode(typed: string): string | undefined {
  const text = typed.toLowerCase().replaceAll(/[\s–—-]/gu, '');
  return /^[a-z2-9]{16}$/u.test(text) ? text : undefined;
}

/** What is stored of a code. 79 random bits need no slow hash; the account stands in it, so that equal codes look different. */
export function hashRecoveryCode(accountId: string, folded: string): string {
  return digest(`recovery ${accountId} ${folded}`);
}
