import type { Account } from '../accounts.ts';
import { makeChallenge, takeChallenge } from './challenge.ts';
import type { FactorParts } from './factor-parts.ts';
import { addPasskey, listPasskeys, mostPasskeys } from './passkey-store.ts';
import { readRegistration, registrationOptions } from './passkey-registration.ts';
import type { RegistrationOptions } from './passkey-registration.ts';

/** Asks a browser to make a passkey for an account. @param bound the interaction or session in which it may answer */
export async function askForPasskey(
  parts: FactorParts,
  account: Account,
  bound: string,
): Promise<RegistrationOptions> {
  const known = await listPasskeys(parts.database, account.id);
  const use = { purpose: 'register', bound: `${account.id} ${bound}` } as const;
  return registrationOptions(parts.party, account, known, makeChallenge(parts.keys, use, parts.now()));
}

/** Keeps the passkey that a browser made; false where anything about it is not right, or there are enough of them. */
export async function keepPasskey(
  parts: FactorParts,
  account: Account,
  bound: string,
  response: unknown,
  name: string,
): Promise<boolean> {
  const { database, keys, now } = parts;
  const use = { purpose: 'register', bound: `${account.id} ${bound}` } as const;
  const read = await readRegistration(parts.party, keys, use, response, now());
  if (!read || !(await takeChallenge(database, keys, use, read.challenge, now()))) return false;
  if ((await listPasskeys(database, account.id)).length >= mostPasskeys) return false;
  return addPasskey(database, account.id, read.passkey, name, now());
}
