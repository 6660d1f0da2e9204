import type { Queryable } from '../sql/database.ts';

/** Who stands behind an id in the audit log. */
export interface NamedAccount {
  readonly id: string;
  readonly display: string;
  readonly kind: 'person' | 'system';
  /** Id of her own Patient, where the person is a citizen as well. */
  readonly patientId?: string;
  /** Facilities at which she holds a role. */
  readonly facilityIds: readonly string[];
}

/** Names accounts and clients by their ids; ids of nobody are left out. */
export async function nameAccounts(q: Queryable, ids: readonly string[]): Promise<Map<string, NamedAccount>> {
  if (ids.length === 0) return new Map();
  return toMap(q, 'a.id::text = ANY ($1)', ids, true);
}

/** The accounts of people who have these Patients for their own: colleagues who are ill like everybody. */
export async function accountsOfPatients(
  q: Queryable,
  patientIds: readonly string[],
): Promise<Map<string, NamedAccount>> {
  if (patientIds.length === 0) return new Map();
  return toMap(q, 'a.patient_id = ANY ($1)', patientIds, false);
}

async function toMap(
  q: Queryable,
  condition: string,
  values: readonly string[],
  clients: boolean,
): Promise<Map<string, NamedAccount>> {
  const people = await q.query<{
    id: string;
    display: string;
    patient_id: string | null;
    facilities: string[];
  }>(
    `SELECT a.id::text AS id, a.display, a.patient_id,
       coalesce(array_agg(g.facility_id) FILTER (WHERE g.facility_id <> ''), '{}') AS facilities
     FROM identity.account a LEFT JOIN identity.role_grant g ON g.account_id = a.id
     WHERE ${condition} GROUP BY a.id, a.display, a.patient_id`,
    [[...values]],
  );
  const named = new Map<string, NamedAccount>(
    people.rows.map((row) => [
      row.id,
      {
        id: row.id,
        display: row.display,
        kind: 'person',
        facilityIds: row.facilities,
        ...(row.patient_id !== null && { patientId: row.patient_id }),
      },
    ]),
  );
  if (!clients) return named;
  const systems = await q.query<{ id: string; name: string }>(
    'SELECT id::text AS id, name FROM identity.client WHERE id::text = ANY ($1)',
    [[...values]],
  );
  for (const { id, name } of systems.rows)
    named.set(id, { id, display: name, kind: 'system', facilityIds: [] });
  return named;
}
