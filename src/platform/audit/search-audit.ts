import { bucketOf } from '#kernel/fhir/id.ts';
import type { Queryable } from '../sql/database.ts';

/** An audit line as it is read back. */
export interface AuditRecord {
  readonly id: string;
  readonly at: Date;
  readonly request_id: string;
  readonly actor_kind: string;
  readonly actor_id: string;
  readonly actor_roles: readonly string[];
  readonly facility_id: string | null;
  readonly purpose: string;
  readonly action: string;
  readonly resource_type: string | null;
  readonly resource_id: string | null;
  readonly patient_id: string | null;
  readonly query: string | null;
  readonly outcome: string;
  readonly count: number | null;
}

/** Whose lines, of what time. One of patientId, actorId, facilityId or a span of time keeps a search in a large log quick. */
export interface AuditFilter {
  readonly id?: string;
  readonly patientId?: string;
  /** Several persons, for who looks for a leak. */
  readonly patientIds?: readonly string[];
  readonly actorId?: string;
  readonly facilityId?: string;
  readonly outcome?: 'ok' | 'refused' | 'error';
  readonly actions?: readonly string[];
  readonly resourceTypes?: readonly string[];
  readonly resourceId?: string;
  readonly since?: Date;
  readonly until?: Date;
  /** Goes on behind this line. */
  readonly after?: { readonly at: Date; readonly id: string };
  /** At most this many lines, newest first; 100 unless told, 1000 at most. */
  readonly limit?: number;
}

export const auditColumns = `id, at, request_id, actor_kind, actor_id, actor_roles, facility_id, purpose, action, resource_type,
       resource_id, patient_id, query, outcome, count`;

const nobody = '00000000-0000-0000-0000-000000000000';

/** The bucket in which a person's lines stand. */
export const bucketOfPerson = (patientId: string): number => bucketOf(patientId) ?? 0;

/** Reads the log, newest first. The caller checks the right to do so and audits the search itself. */
export async function searchAudit(database: Queryable, filter: AuditFilter): Promise<AuditRecord[]> {
  const { where, values } = conditionOf(filter);
  const limit = Math.min(filter.limit ?? 100, 1000);
  const { rows } = await database.query<AuditRecord>(
    `SELECT ${auditColumns}
     FROM audit.event ${where} ORDER BY at DESC, id DESC LIMIT ${limit}`,
    values,
  );
  return rows;
}

/** How many lines answer the filter, counted up to `most`. */
export async function countAudit(database: Queryable, filter: AuditFilter, most: number): Promise<number> {
  const { where, values } = conditionOf(filter);
  const { rows } = await database.query<{ n: number }>(
    `SELECT count(*) AS n FROM (SELECT 1 FROM audit.event ${where} LIMIT ${most}) counted`,
    values,
  );
  return Number(rows[0]?.n ?? 0);
}

function conditionOf(filter: AuditFilter): { where: string; values: unknown[] } {
  const values: unknown[] = [];
  const conditions: string[] = [];
  const add = (condition: (parameter: string) => string, value: unknown): void => {
    if (value === undefined) return;
    values.push(value);
    conditions.push(condition(`$${values.length}`));
  };
  const { patientId, patientIds, after } = filter;
  if (filter.id !== undefined) {
    add((p) => `bucket = ${p}`, bucketOfPerson(filter.id));
    // What is no id of this log is looked for as one that nobody has.
    add((p) => `id = ${p}::uuid`, bucketOf(filter.id) === undefined ? nobody : filter.id);
  }
  add((p) => `bucket = ${p}`, patientId === undefined ? undefined : bucketOfPerson(patientId));
  add((p) => `patient_id = ${p}`, patientId);
  add((p) => `bucket = any (${p}::int[])`, patientIds?.map(bucketOfPerson));
  add((p) => `patient_id = any (${p}::text[])`, patientIds);
  add((p) => `actor_id = ${p}`, filter.actorId);
  add((p) => `facility_id = ${p}`, filter.facilityId);
  add((p) => `outcome = ${p}`, filter.outcome);
  add((p) => `action = any (${p}::text[])`, filter.actions);
  add((p) => `resource_type = any (${p}::text[])`, filter.resourceTypes);
  add((p) => `resource_id = ${p}`, filter.resourceId);
  add((p) => `at >= ${p}`, filter.since);
  add((p) => `at < ${p}`, filter.until);
  if (after !== undefined) {
    values.push(after.at, after.id);
    conditions.push(`(at, id) < ($${values.length - 1}, $${values.length}::uuid)`);
  }
  return { where: conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`, values };
}
