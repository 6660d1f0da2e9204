import type { Seal } from '../../crypt/seal.ts';
import type { Database } from '../../sql/database.ts';
import type { BreachedPasswords } from '../breached-passwords.ts';
import type { SecondFactorPolicy } from './second-factor-policy.ts';
import type { RelyingParty } from './relying-party.ts';

/** What checking and making of factors is built on. */
export interface FactorParts {
  readonly database: Database;
  readonly seal: Seal;
  readonly party: RelyingParty;
  /** Keys that seal challenges; the first makes, all verify. */
  readonly keys: readonly string[];
  readonly policy: SecondFactorPolicy;
  /** Passwords that have leaked. */
  readonly breached?: BreachedPasswords;
  readonly now: () => Date;
}
