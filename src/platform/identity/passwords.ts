import { hash, verify } from '@node-rs/argon2';
import type { Options } from '@node-rs/argon2';
import { AppError } from '#kernel/errors.ts';
import { isCommonPassword } from './common-passwords.ts';

/**
 * argon2id, 19 MiB, two passes, one lane: the least that stands against graphics cards and still lets one core check tens of
 * sign-ins a second.
 * @source OWASP Password Storage Cheat Sheet, argon2id (m=19456, t=2, p=1)
 */
const cost: Options = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Shortest password taken where no second factor stands beside it. @source TCVN 14423:2026, level 3: 14 characters without MFA */
export const passwordLength = 14;

/** Longest one; longer texts only make the hash work. */
export const passwordLimit = 256;

/** Why a password is not taken. */
export type PasswordFault =
  'too-short' | 'too-long' | 'same-as-username' | 'too-plain' | 'too-common' | 'breached';

/**
 * What is wrong with a new password by itself; undefined where nothing is. Length counts; kinds of characters are not demanded. Whether it
 * has leaked, the list of breached passwords says.
 */
export function findPasswordFault(password: string, username: string): PasswordFault | undefined {
  const text = password.normalize('NFC');
  const length = Array.from(text).length;
  if (length < passwordLength) return 'too-short';
  if (length > passwordLimit) return 'too-long';
  if (
    username !== '' &&
    text.toLowerCase().includes(username.toLowerCase()) &&
    length < passwordLength + username.length
  )
    return 'same-as-username';
  if (new Set(text.toLowerCase()).size < 5) return 'too-plain';
  return isCommonPassword(text, [username]) ? 'too-common' : undefined;
}

/** Hash to store. The text is normalised, so that the same accents typed on another keyboard are the same password. */
export async function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(password.normalize('NFC'), cost));
}

/**
 * Whether `password` is the one behind `stored`. Without `stored` (no such account) it works as long on a hash that fits nothing, so
 * that the time tells nobody which names exist.
 */
export async function isPassword(password: string, stored: string | undefined): Promise<boolean> {
  const text = password.normalize('NFC');
  decoy ??= hashPassword('no account has this password');
  const against = stored ?? (await decoy);
  const matches = await inTurn(() => verify(against, text));
  return stored !== undefined && matches;
}

let decoy: Promise<string> | undefined;

/** Hashing takes a core and 19 MiB; more than this at once would starve everybody who is signed in already. */
const atOnce = 2;
const longestQueue = 100;
let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (waiting.length >= longestQueue) throw new AppError('request.throttled', { detail: 'password checks' });
  if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
  else running += 1;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}
