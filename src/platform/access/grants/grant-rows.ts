import type { Queryable } from '../../sql/database.ts';
import type { GrantKind } from './reasons.ts';

/** One opening of a record, as pages show it. */
export interface Grant {
  readonly id: string;
  readonly kind: GrantKind;
  readonly accountId: string;
  readonly accountName: string;
  readonly facilityId: string;
  readonly patientId: string;
  readonly reason: string;
  /** Only for its author and for the supervisor. */
  readonly note?: string;
  readonly openedAt: string;
  readonly until: string;
  readonly closedAt?: string;
  readonly reviewedAt?: string;
  readonly outcome?: 'justified' | 'unjustified';
  readonly reviewNote?: string;
}

/** A row of access.opening. */
export interface GrantRow {
  readonly id: string;
  readonly kind: GrantKind;
  readonly account_id: string;
  readonly account_name: string;
  readonly facility_id: string;
  readonly patient_row: string;
  readonly patient_id: string;
  readonly reason: string;
  readonly note: string;
  readonly opened_at: Date;
  readonly until_at: Date;
  readonly closed_at: Date | null;
  readonly reviewed_at: Date | null;
  readonly outcome: 'justified' | 'unjustified' | null;
  readonly review_note: string | null;
}

export const grantColumns = `o.id, o.kind, o.account_id, o.account_name, o.facility_id, o.patient_row, o.patient_id, o.reason, o.note,
  o.opened_at, o.until_at, o.closed_at, o.reviewed_at, o.outcome, o.review_note`;

/** The one with this id; undefined where there is none. */
export async function findGrant(q: Queryable, id: string): Promise<GrantRow | undefined> {
  if (!/^[0-9a-f-]{36}$/u.test(id)) return undefined;
  const text = `select ${grantColumns} from access.opening o where o.id = $1`;
  return (await q.query<GrantRow>({ name: 'access-opening', text, values: [id] })).rows[0];
}

/** As it is shown; with its texts only to whom they are meant for. */
export function showGrant(row: GrantRow, withTexts: boolean): Grant {
  return {
    id: row.id,
    kind: row.kind,
    accountId: row.account_id,
    accountName: row.account_name,
    facilityId: row.facility_id,
    patientId: row.patient_id,
    reason: row.reason,
    openedAt: row.opened_at.toISOString(),
    until: row.until_at.toISOString(),
    ...(row.closed_at !== null && { closedAt: row.closed_at.toISOString() }),
    ...(row.reviewed_at !== null && { reviewedAt: row.reviewed_at.toISOString() }),
    ...(row.outcome !== null && { outcome: row.outcome }),
    ...(withTexts && { note: row.note }),
    ...(withTexts && row.review_note !== null && { reviewNote: row.review_note }),
  };
}
