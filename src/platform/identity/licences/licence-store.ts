import { AppError } from '#kernel/errors.ts';
import type { Database, Queryable } from '../../sql/database.ts';
import type { Licence, LicenceState } from './licence.ts';

/** A licence as it is kept: whose it is, who told it, and when it last changed. */
export interface KeptLicence extends Licence {
  readonly practitionerId: string;
  readonly source: 'record' | 'administrator';
  readonly changedAt: Date;
}

/** A licence as a row of json, as the statement below makes it. */
export interface LicenceRow {
  readonly practitioner_id: string;
  readonly number: string;
  readonly kind: Licence['kind'];
  readonly scope: string | null;
  readonly valid_from: string | null;
  readonly valid_to: string | null;
  readonly state: LicenceState;
  readonly source: KeptLicence['source'];
  readonly changed_at: string;
}

/** SQL for the licences of the account with alias `a`. */
export const licencesOfAccount = `(SELECT coalesce(json_agg(l ORDER BY l.number), '[]') FROM identity.licence l
  WHERE l.practitioner_id = a.practitioner_id) AS licences`;

/** A row as a licence. */
export function toLicence(row: LicenceRow): KeptLicence {
  return {
    practitionerId: row.practitioner_id,
    number: row.number,
    kind: row.kind,
    ...(row.scope === null ? {} : { scope: row.scope }),
    ...(row.valid_from === null ? {} : { validFrom: row.valid_from }),
    ...(row.valid_to === null ? {} : { validTo: row.valid_to }),
    state: row.state,
    source: row.source,
    changedAt: new Date(row.changed_at),
  };
}

/** The licences of a practitioner; none where nobody told any. */
export async function listLicences(database: Queryable, practitionerId: string): Promise<KeptLicence[]> {
  const { rows } = await database.query<{ licence: LicenceRow }>(
    'SELECT to_json(l) AS licence FROM identity.licence l WHERE l.practitioner_id = $1 ORDER BY l.number',
    [practitionerId],
  );
  return rows.map(({ licence }) => toLicence(licence));
}

/**
 * Keeps what a Practitioner in the record shows. What an administrator has suspended or revoked stays so: a system that sends the
 * same licence again must not give back what was taken. What is no longer shown goes, unless an administrator entered or judged it.
 */
export async function keepShown(
  target: Queryable,
  practitionerId: string,
  shown: readonly Licence[],
  now: Date,
): Promise<void> {
  const numbers = shown.map(({ number }) => number);
  await target.query(
    `DELETE FROM identity.licence WHERE practitioner_id = $1 AND source = 'record' AND number <> ALL ($2)`,
    [practitionerId, numbers],
  );
  for (const licence of shown) {
    await target.query(
      `INSERT INTO identity.licence AS l
         (practitioner_id, number, kind, scope, valid_from, valid_to, state, source, changed_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, 'record', $8)
       ON CONFLICT (practitioner_id, number) DO UPDATE SET kind = excluded.kind, scope = excluded.scope,
         valid_from = excluded.valid_from, valid_to = excluded.valid_to, changed_at = excluded.changed_at,
         state = CASE WHEN l.source = 'administrator' AND l.state <> 'active' THEN l.state ELSE excluded.state END`,
      [practitionerId, ...valuesOf(licence), now],
    );
  }
}

/** Enters a licence in an administrator's name, or changes its days; how it stands is changed by `judgeLicence` alone. */
export async function enterLicence(
  database: Database,
  practitionerId: string,
  licence: Licence,
  now: Date,
): Promise<void> {
  await database.query(
    `INSERT INTO identity.licence
       (practitioner_id, number, kind, scope, valid_from, valid_to, state, source, changed_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, 'administrator', $8)
     ON CONFLICT (practitioner_id, number) DO UPDATE SET kind = excluded.kind, scope = excluded.scope,
       valid_from = excluded.valid_from, valid_to = excluded.valid_to,
       source = excluded.source, changed_at = excluded.changed_at`,
    [practitionerId, ...valuesOf(licence), now],
  );
}

/**
 * Says in an administrator's name how a licence stands, or all of a practitioner's where no number is given. What was revoked is not
 * reinstated: a new licence is entered in its place. Errors: record.not-found.
 */
export async function judgeLicence(
  database: Database,
  practitionerId: string,
  number: string | undefined,
  state: LicenceState,
  now: Date,
): Promise<void> {
  const { rowCount } = await database.query(
    `UPDATE identity.licence SET state = $3, source = 'administrator', changed_at = $4
     WHERE practitioner_id = $1 AND ($2::text IS NULL OR number = $2) AND (state <> 'revoked' OR $3 = 'revoked')`,
    [practitionerId, number ?? null, state, now],
  );
  if (rowCount === 0) throw new AppError('record.not-found');
}

/** Practitioners who have an account and of whom no licence was ever told. */
export async function listUnlicensed(database: Queryable): Promise<string[]> {
  const { rows } = await database.query<{ practitioner_id: string }>(
    `SELECT DISTINCT a.practitioner_id FROM identity.account a WHERE a.practitioner_id IS NOT NULL
     AND NOT EXISTS (SELECT 1 FROM identity.licence l WHERE l.practitioner_id = a.practitioner_id)`,
  );
  return rows.map((row) => row.practitioner_id);
}

function valuesOf(licence: Licence): readonly (string | null)[] {
  const { number, kind, scope, validFrom, validTo, state } = licence;
  return [number, kind, scope ?? null, validFrom ?? null, validTo ?? null, state];
}
