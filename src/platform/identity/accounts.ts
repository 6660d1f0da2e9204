import { randomUUID } from 'node:crypto';
import { AppError } from '#kernel/errors.ts';
import type { Bilingual } from '#kernel/schema.ts';
import { findRoleFault } from '../access/roles.ts';
import type { RoleFault } from '../access/roles.ts';
import type { Role } from '../module/define-module.ts';
import type { Database, Queryable } from '../sql/database.ts';
import { revokeAccount } from './oidc/payload-store.ts';
import type { BreachedPasswords } from './breached-passwords.ts';
import { findPasswordFault, hashPassword } from './passwords.ts';
import { passwordFaultTexts, roleFaultTexts, usernameFaultText, usernameTakenText } from './account-texts.ts';

/** A person's account as others see it. */
export interface Account {
  readonly id: string;
  readonly username: string;
  readonly display: string;
  readonly patientId?: string;
  readonly practitionerId?: string;
  readonly isDisabled: boolean;
  readonly roles: readonly RoleGrant[];
}

/** One role, held at one facility or everywhere. */
export interface RoleGrant {
  readonly role: string;
  /** Organization id in whose name the role is held. */
  readonly facilityId?: string;
}

/** A person who shall be able to sign in. */
export interface NewPerson {
  /** Letters, digits, dot, dash, underscore; case does not count. */
  readonly username: string;
  /** Without one the account cannot sign in until a one-time link set it. */
  readonly password?: string;
  readonly display: string;
  readonly roles: readonly RoleGrant[];
  readonly patientId?: string;
  readonly practitionerId?: string;
}

/** One spelling for each name, whatever keyboard typed it. */
export function foldUsername(username: string): string {
  return username.normalize('NFC').trim().toLowerCase();
}

/**
 * Makes an account. Returns its id.
 * Errors: request.invalid with one issue per field (username taken or not fit, password too weak, roles that may not meet).
 */
export async function createPerson(
  database: Database,
  roles: ReadonlyMap<string, Role>,
  person: NewPerson,
  now: Date,
  breached?: BreachedPasswords,
): Promise<string> {
  const username = foldUsername(person.username);
  if (!/^[\p{L}\p{N}][\p{L}\p{N}._-]{1,63}$/u.test(username)) throw invalid('username', usernameFaultText);
  const fault: RoleFault | undefined = findRoleFault(person.roles, roles);
  if (fault) throw invalid('roles', roleFaultTexts[fault]);
  const hash =
    person.password === undefined ? undefined : await hashChecked(person.password, username, breached);
  const id = randomUUID();
  return database.transaction(async (tx) => {
    const { rowCount } = await tx.query(
      `INSERT INTO identity.account (id, username, display, patient_id, practitioner_id, created_at)
       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (username) DO NOTHING`,
      [id, username, person.display, person.patientId ?? null, person.practitionerId ?? null, now],
    );
    if (rowCount === 0) throw invalid('username', usernameTakenText);
    for (const [position, { role, facilityId }] of person.roles.entries()) {
      await tx.query(
        `INSERT INTO identity.role_grant (account_id, role, facility_id, position, granted_at)
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (account_id, role, facility_id) DO NOTHING`,
        [id, role, facilityId ?? '', position, now],
      );
    }
    if (hash !== undefined) await storePassword(tx, id, hash, now);
    return id;
  });
}

/**
 * Gives an account a new password and takes back every session and token of it.
 * Errors: record.not-found; request.invalid where the password is too weak.
 */
export async function setPassword(
  database: Database,
  accountId: string,
  password: string,
  now: Date,
  breached?: BreachedPasswords,
): Promise<void> {
  const { rows } = await database.query<{ username: string }>(
    'SELECT username FROM identity.account WHERE id = $1',
    [accountId],
  );
  const [account] = rows;
  if (!account) throw new AppError('record.not-found');
  const hash = await hashChecked(password, account.username, breached);
  await database.transaction((tx) => storePassword(tx, accountId, hash, now));
  await revokeAccount(database, accountId);
}

/**
 * Gives an account the password that its owner chose; what she is signed in to goes on until the caller ends it.
 * Errors: request.invalid where the password is too weak.
 */
export async function changePassword(
  database: Database,
  account: Pick<Account, 'id' | 'username'>,
  password: string,
  now: Date,
  breached?: BreachedPasswords,
): Promise<void> {
  const hash = await hashChecked(password, account.username, breached);
  await storePassword(database, account.id, hash, now);
}

interface AccountRow {
  readonly id: string;
  readonly username: string;
  readonly display: string;
  readonly patient_id: string | null;
  readonly practitioner_id: string | null;
  readonly disabled_at: Date | null;
  readonly grants: readonly { readonly role: string; readonly facilityId: string }[];
}

/** SQL for the roles of the account with alias `a`, in the order they were given. */
export const grantsOfAccount = `(SELECT coalesce(json_agg(json_build_object('role', g.role, 'facilityId', g.facility_id)
  ORDER BY g.position, g.role, g.facility_id), '[]') FROM identity.role_grant g WHERE g.account_id = a.id) AS grants`;

const accountColumns = `a.id, a.username, a.display, a.patient_id, a.practitioner_id, a.disabled_at, ${grantsOfAccount}`;

/** One account by id, or undefined. */
export async function findAccount(database: Database, id: string): Promise<Account | undefined> {
  const { rows } = await database.query<AccountRow>(
    `SELECT ${accountColumns} FROM identity.account a WHERE a.id = $1`,
    [id],
  );
  return rows[0] && toAccount(rows[0]);
}

/** One account by the name its person types, or undefined. */
export async function findAccountByName(database: Database, username: string): Promise<Account | undefined> {
  const { rows } = await database.query<AccountRow>(
    `SELECT ${accountColumns} FROM identity.account a WHERE a.username = $1`,
    [foldUsername(username)],
  );
  return rows[0] && toAccount(rows[0]);
}

/** All accounts, by name, at most `limit`. */
export async function listAccounts(database: Database, limit = 1000): Promise<Account[]> {
  const { rows } = await database.query<AccountRow>(
    `SELECT ${accountColumns} FROM identity.account a ORDER BY a.username LIMIT $1`,
    [limit],
  );
  return rows.map(toAccount);
}

function toAccount(row: AccountRow): Account {
  return {
    id: row.id,
    username: row.username,
    display: row.display,
    ...(row.patient_id === null ? {} : { patientId: row.patient_id }),
    ...(row.practitioner_id === null ? {} : { practitionerId: row.practitioner_id }),
    isDisabled: row.disabled_at !== null,
    roles: row.grants.map(({ role, facilityId }) => (facilityId === '' ? { role } : { role, facilityId })),
  };
}

/** Refuses a password that is too weak for this account, or has leaked. Errors: request.invalid, service.unavailable. */
export async function demandPassword(
  password: string,
  username: string,
  breached?: BreachedPasswords,
): Promise<void> {
  const isLeaked = async (): Promise<boolean> => (await breached?.has(password)) === true;
  const fault = findPasswordFault(password, username) ?? ((await isLeaked()) ? 'breached' : undefined);
  if (fault) throw invalid('password', passwordFaultTexts[fault]);
}

async function hashChecked(
  password: string,
  username: string,
  breached: BreachedPasswords | undefined,
): Promise<string> {
  await demandPassword(password, username, breached);
  return hashPassword(password);
}

async function storePassword(target: Queryable, accountId: string, hash: string, now: Date): Promise<void> {
  await target.query(
    `INSERT INTO identity.credential (account_id, kind, hash, changed_at) VALUES ($1, 'password', $2, $3)
     ON CONFLICT (account_id, kind) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at`,
    [accountId, hash, now],
  );
}

function invalid(path: string, text: Bilingual): AppError {
  return new AppError('request.invalid', { issues: [{ path, text }] });
}
