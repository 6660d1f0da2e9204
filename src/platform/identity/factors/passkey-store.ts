import { randomUUID } from 'node:crypto';
import { AppError } from '#kernel/errors.ts';
import type { Database } from '../../sql/database.ts';

/** A passkey as its owner sees it. */
export interface Passkey {
  readonly id: string;
  readonly name: string;
  /** Kept by a password manager or a cloud, so that the loss of one device does not lose it. */
  readonly isBackedUp: boolean;
  readonly createdAt: Date;
  readonly usedAt?: Date;
  /** When it answered with a counter that had been there before; since then it is refused. */
  readonly clonedAt?: Date;
}

/** A passkey as it is checked. */
export interface StoredPasskey extends Passkey {
  readonly accountId: string;
  readonly credentialId: string;
  readonly publicKey: Uint8Array<ArrayBuffer>;
  readonly counter: number;
  readonly transports: readonly string[];
}

/** What a registration brings. */
export interface NewPasskey {
  readonly credentialId: string;
  readonly publicKey: Uint8Array;
  readonly counter: number;
  readonly transports: readonly string[];
  readonly isSynced: boolean;
  readonly isBackedUp: boolean;
  /** AAGUID: the model of the authenticator. */
  readonly authenticator: string;
}

interface Row {
  readonly id: string;
  readonly credential_id: string;
  readonly account_id: string;
  readonly public_key: Buffer;
  readonly counter: string;
  readonly transports: readonly string[];
  readonly is_backed_up: boolean;
  readonly name: string;
  readonly created_at: Date;
  readonly used_at: Date | null;
  readonly cloned_at: Date | null;
}

const columns =
  'id, credential_id, account_id, public_key, counter, transports, is_backed_up, name, created_at, used_at, cloned_at';

function toPasskey(row: Row): StoredPasskey {
  return {
    id: row.id,
    name: row.name,
    isBackedUp: row.is_backed_up,
    createdAt: row.created_at,
    ...(row.used_at ? { usedAt: row.used_at } : {}),
    ...(row.cloned_at ? { clonedAt: row.cloned_at } : {}),
    accountId: row.account_id,
    credentialId: row.credential_id,
    publicKey: new Uint8Array(row.public_key),
    counter: Number(row.counter),
    transports: row.transports,
  };
}

/** Most passkeys of one account: enough for every device of a person, few enough for a list. */
export const mostPasskeys = 20;

/** The passkeys of an account, the oldest first. */
export async function listPasskeys(database: Database, accountId: string): Promise<StoredPasskey[]> {
  const { rows } = await database.query<Row>(
    `SELECT ${columns} FROM identity.passkey WHERE account_id = $1 ORDER BY created_at, id`,
    [accountId],
  );
  return rows.map(toPasskey);
}

/** The passkey of a credential id, whosever it is. */
export async function findPasskey(
  database: Database,
  credentialId: string,
): Promise<StoredPasskey | undefined> {
  const { rows } = await database.query<Row>(
    `SELECT ${columns} FROM identity.passkey WHERE credential_id = $1`,
    [credentialId],
  );
  return rows[0] && toPasskey(rows[0]);
}

/** Keeps a new passkey; false where the credential is somebody's already. */
export async function addPasskey(
  database: Database,
  accountId: string,
  passkey: NewPasskey,
  name: string,
  now: Date,
): Promise<boolean> {
  const { rowCount } = await database.query(
    `INSERT INTO identity.passkey (id, credential_id, account_id, public_key, counter, transports, is_synced, is_backed_up,
       authenticator, name, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (credential_id) DO NOTHING`,
    [
      randomUUID(),
      passkey.credentialId,
      accountId,
      Buffer.from(passkey.publicKey),
      passkey.counter,
      passkey.transports,
      passkey.isSynced,
      passkey.isBackedUp,
      passkey.authenticator,
      name,
      now,
    ],
  );
  return rowCount === 1;
}

/**
 * Notes an answer of a passkey. False where the counter stands no longer where it was read: two answers at once from what must be two
 * copies of one authenticator.
 */
export async function notePasskeyUse(
  database: Database,
  passkey: StoredPasskey,
  counter: number,
  isBackedUp: boolean,
  now: Date,
): Promise<boolean> {
  const { rowCount } = await database.query(
    `UPDATE identity.passkey SET counter = $3, is_backed_up = $4, used_at = $5
     WHERE id = $1 AND counter = $2 AND cloned_at IS NULL`,
    [passkey.id, passkey.counter, counter, isBackedUp, now],
  );
  return rowCount === 1;
}

/** Remembers that a passkey exists twice; it is refused from now on. */
export async function markCloned(database: Database, id: string, now: Date): Promise<void> {
  await database.query('UPDATE identity.passkey SET cloned_at = coalesce(cloned_at, $2) WHERE id = $1', [
    id,
    now,
  ]);
}

/** Names a passkey. Errors: record.not-found where the account has none of this id. */
export async function renamePasskey(
  database: Database,
  accountId: string,
  id: string,
  name: string,
): Promise<void> {
  const { rowCount } = await database.query(
    'UPDATE identity.passkey SET name = $3 WHERE account_id = $1 AND id = $2',
    [accountId, id, name],
  );
  if (rowCount === 0) throw new AppError('record.not-found');
}

/** Takes a passkey away. Errors: record.not-found where the account has none of this id. */
export async function removePasskey(database: Database, accountId: string, id: string): Promise<void> {
  const { rowCount } = await database.query(
    'DELETE FROM identity.passkey WHERE account_id = $1 AND id = $2',
    [accountId, id],
  );
  if (rowCount === 0) throw new AppError('record.not-found');
}
