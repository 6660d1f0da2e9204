import type { Database } from '../sql/database.ts';
import { levelOf } from './sessions/assurance.ts';
import type { SignInMethod } from './sessions/assurance.ts';
import { secondStepMethods } from './step-up.ts';
import type { HeldFactors } from './step-up.ts';

/**
 * Where a sign-in stands after its first step: 'second' asks for the second factor, 'setup' has one made because it is demanded and there
 * is none, 'codes' shows new recovery codes once, 'offer' offers a passkey, 'done' lets in.
 */
export type Stage = 'second' | 'setup' | 'codes' | 'offer' | 'done';

/** What is known of a sign-in under way. */
export interface Pending {
  readonly accountId: string;
  readonly methods: readonly SignInMethod[];
  readonly stage: Exclude<Stage, 'done'>;
  readonly details: PendingDetails;
}

/** What a sign-in carries from step to step. */
export interface PendingDetails {
  readonly username: string;
  /** The browser has signed in to this account before. */
  readonly isKnown: boolean;
  /** The browser can make passkeys and its owner has not said "later". */
  readonly mayOffer: boolean;
  /** A factor was made in this sign-in, so codes for its loss are due. */
  readonly madeFactor: boolean;
}

/** The next stage. Whoever set up a second step is asked for it always; a policy may ask for one from those who did not. */
export function nextStage(
  methods: readonly SignInMethod[],
  held: HeldFactors,
  details: Pick<PendingDetails, 'mayOffer' | 'madeFactor'>,
  isDemanded: boolean,
): Stage {
  if ((isDemanded || held.totp) && levelOf(methods) < 2)
    return secondStepMethods(held).length > 0 ? 'second' : 'setup';
  if (details.madeFactor && held.recoveryCodes === 0) return 'codes';
  return details.mayOffer && held.passkeys === 0 ? 'offer' : 'done';
}

/** How long a sign-in may stand between its steps. */
export const pendingMs = 15 * 60 * 1000;

/** Remembers where a sign-in stands. */
export async function savePending(
  database: Database,
  interaction: string,
  pending: Pending,
  now: Date,
): Promise<void> {
  await database.query(
    `INSERT INTO identity.pending_sign_in (interaction, account_id, methods, stage, details, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (interaction) DO UPDATE SET account_id = excluded.account_id,
       methods = excluded.methods, stage = excluded.stage, details = excluded.details, expires_at = excluded.expires_at`,
    [
      interaction,
      pending.accountId,
      pending.methods,
      pending.stage,
      JSON.stringify(pending.details),
      new Date(now.getTime() + pendingMs),
    ],
  );
}

/** Where a sign-in stands; undefined where it has not begun, has ended, or its account was closed meanwhile. */
export async function findPending(
  database: Database,
  interaction: string,
  now: Date,
): Promise<Pending | undefined> {
  const { rows } = await database.query<{
    account_id: string;
    methods: readonly SignInMethod[];
    stage: Pending['stage'];
    details: PendingDetails;
  }>(
    `SELECT p.account_id, p.methods, p.stage, p.details FROM identity.pending_sign_in p
     JOIN identity.account a ON a.id = p.account_id AND a.disabled_at IS NULL
     WHERE p.interaction = $1 AND p.expires_at > $2`,
    [interaction, now],
  );
  const [row] = rows;
  return row && { accountId: row.account_id, methods: row.methods, stage: row.stage, details: row.details };
}

/** Forgets a sign-in under way. */
export async function dropPending(database: Database, interaction: string): Promise<void> {
  await database.query('DELETE FROM identity.pending_sign_in WHERE interaction = $1', [interaction]);
}
