import { randomInt } from 'node:crypto';
import type { Role } from '../../module/define-module.ts';
import type { Database, Queryable } from '../../sql/database.ts';
import { createPerson } from '../accounts.ts';
import { digest } from '../digest.ts';
import type { UpstreamPerson } from './claims.ts';
import { decideUpstream } from './decide.ts';
import type { HolderAccount, NumberHolder, UpstreamDecision, UpstreamRefusal } from './decide.ts';

/** What is needed to find the account of somebody from the e-ID. */
export interface EnterParts {
  readonly database: Database;
  readonly roles: ReadonlyMap<string, Role>;
  /** Who in the record holds a personal number now. */
  readonly findHolders: (personalNumber: string) => Promise<readonly NumberHolder[]>;
  /** Hears which account was linked to the e-ID, or made for it. */
  readonly onLinked: (accountId: string, isNew: boolean) => Promise<void>;
}

/**
 * Finds the account of somebody whom the e-ID told of, linking or making it where her number proves that it is hers. Several at once for
 * one person wait for each other, so that she never gets two accounts.
 */
export async function enterFromUpstream(
  parts: EnterParts,
  issuer: string,
  person: UpstreamPerson,
  now: Date,
): Promise<{ readonly accountId: string } | { readonly refusal: UpstreamRefusal }> {
  const { database } = parts;
  const holders = person.personalNumber === undefined ? [] : await parts.findHolders(person.personalNumber);
  const subject = digest(`${issuer} ${person.subject}`);
  return database.transaction(async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `identity.upstream ${holders[0]?.patientId ?? subject}`,
    ]);
    const linked = await findLinked(tx, issuer, subject);
    const accounts = holders[0] === undefined ? [] : await findAccountsOf(tx, issuer, holders[0].patientId);
    const decision = decideUpstream({ person, holders, accounts, ...(linked && { linked }) });
    if (decision.kind === 'refuse') return { refusal: decision.because };
    const accountId = await accountOf(parts, decision, person, now);
    if (decision.kind === 'enter') await touch(tx, issuer, subject, now);
    else {
      await tx.query(
        `INSERT INTO identity.upstream_link (issuer, subject_hash, account_id, linked_at, used_at)
         VALUES ($1, $2, $3, $4, $4)`,
        [issuer, subject, accountId, now],
      );
      tx.afterCommit(() => parts.onLinked(accountId, decision.kind === 'create'));
    }
    return { accountId };
  });
}

async function accountOf(
  { database, roles }: EnterParts,
  decision: Exclude<UpstreamDecision, { kind: 'refuse' }>,
  person: UpstreamPerson,
  now: Date,
): Promise<string> {
  if (decision.kind !== 'create') return decision.accountId;
  const { holder } = decision;
  const display = holder.name ?? person.name ?? '';
  const { patientId } = holder;
  return createPerson(
    database,
    roles,
    { username: drawName(), display, roles: [{ role: 'citizen' }], patientId },
    now,
  );
}

/** Nobody types this name: the account has no password. It says nothing about its owner. */
function drawName(): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
  return `eid-${Array.from({ length: 12 }, () => letters[randomInt(letters.length)]).join('')}`;
}

interface AccountRow {
  readonly id: string;
  readonly patient_id: string | null;
  readonly is_disabled: boolean;
  readonly is_only_citizen: boolean;
  readonly is_linked: boolean;
}

const columns = `a.id, a.patient_id, a.disabled_at IS NOT NULL AS is_disabled,
  NOT EXISTS (SELECT 1 FROM identity.role_grant g WHERE g.account_id = a.id AND g.role <> 'citizen') AS is_only_citizen,
  EXISTS (SELECT 1 FROM identity.upstream_link k WHERE k.account_id = a.id AND k.issuer = $1) AS is_linked`;

async function findLinked(
  tx: Queryable,
  issuer: string,
  subject: string,
): Promise<HolderAccount | undefined> {
  const { rows } = await tx.query<AccountRow>(
    `SELECT ${columns} FROM identity.upstream_link l JOIN identity.account a ON a.id = l.account_id
     WHERE l.issuer = $1 AND l.subject_hash = $2`,
    [issuer, subject],
  );
  return rows[0] && toAccount(rows[0]);
}

async function findAccountsOf(tx: Queryable, issuer: string, patientId: string): Promise<HolderAccount[]> {
  const { rows } = await tx.query<AccountRow>(
    `SELECT ${columns} FROM identity.account a WHERE a.patient_id = $2 ORDER BY a.created_at LIMIT 5`,
    [issuer, patientId],
  );
  return rows.map(toAccount);
}

function toAccount(row: AccountRow): HolderAccount {
  return {
    id: row.id,
    ...(row.patient_id === null ? {} : { patientId: row.patient_id }),
    isDisabled: row.is_disabled,
    isOnlyCitizen: row.is_only_citizen,
    isLinked: row.is_linked,
  };
}

async function touch(tx: Queryable, issuer: string, subject: string, now: Date): Promise<void> {
  await tx.query('UPDATE identity.upstream_link SET used_at = $3 WHERE issuer = $1 AND subject_hash = $2', [
    issuer,
    subject,
    now,
  ]);
}
