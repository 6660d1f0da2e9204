import { hashPassword, isPassword } from '../passwords.ts';
import { sign } from '../digest.ts';

/** Digits of a PIN. */
export const pinLength = 6;
/** Wrong tries in a row after which only a full sign-in helps. */
export const pinTries = 5;
/** How long after a full sign-in a PIN is taken. */
export const pinMs = 12 * 60 * 60 * 1000;

/**
 * Whether these six digits are a PIN that is not among the first that a stranger tries: no digit three times in a row, no run up or down,
 * no pattern said twice.
 * @source own rule, after NIST SP 800-63B-4, section 3.1.1 (blocklist of common values)
 */
export function isFitPin(pin: string): boolean {
  if (!/^\d{6}$/u.test(pin)) return false;
  if (/(\d)\1\1/u.test(pin) || /^(\d{2})\1\1$|^(\d{3})\2$/u.test(pin)) return false;
  const steps = new Set([...pin].slice(1).map((digit, at) => Number(digit) - Number(pin[at])));
  return !(steps.size === 1);
}

/**
 * The slow hash of a PIN. What is hashed is the PIN keyed by the computer's secret, which lies on that computer alone: six digits that
 * could be tried out in minutes become worthless anywhere else, also to who copies the database.
 */
export function hashPin(computerSecret: string, accountId: string, pin: string): Promise<string> {
  return hashPassword(keyed(computerSecret, accountId, pin));
}

/** Whether this is the PIN. */
export function isPin(
  computerSecret: string,
  accountId: string,
  pin: string,
  hash: string | undefined,
): Promise<boolean> {
  return isPassword(keyed(computerSecret, accountId, pin), hash);
}

function keyed(computerSecret: string, accountId: string, pin: string): string {
  return sign(computerSecret, `pin ${accountId} ${pin}`);
}
