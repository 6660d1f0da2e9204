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

/** Whose lines, of what time. At least one of patientId and actorId narrows a search in a large log. */
export interface AuditFilter {
  readonly patientId?: string;
  readonly actorId?: string;
  readonly outcome?: 'ok' | 'refused' | 'error';
  readonly since?: Date;
  readonly until?: Date;
  /** At most this many lines, newest first; 100 unless told, 1000 at most. */
  readonly limit?: number;
}

/** Reads the log, newest first. The caller checks the right to do so and audits the search itself. */
export async function searchAudit(database: Queryable, filter: AuditFilter): Promise<AuditRecord[]> {
  const values: unknown[] = [];
  const conditions: string[] = [];
  const add = (condition: (parameter: string) => string, value: unknown): void => {
    if (value === undefined) return;
    values.push(value);
    conditions.push(condition(`$${values.length}`));
  };
  add((p) => `bucket = ${p}`, filter.patientId === undefined ? undefined : (bucketOf(filter.patientId) ?? 0));
  add((p) => `patient_id = ${p}`, filter.patientId);
  add((p) => `actor_id = ${p}`, filter.actorId);
  add((p) => `outcome = ${p}`, filter.outcome);
  add((p) => `at >= ${p}`, filter.since);
  add((p) => `at < ${p}`, filter.until);
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  const limit = Math.min(filter.limit ?? 100, 1000);
  const { rows } = await database.query<AuditRecord>(
    `SELECT id, at, request_id, actor_kind, actor_id, actor_roles, facility_id, purpose, action, resource_type,
       resource_id, patient_id, query, outcome, count
     FROM audit.event ${where} ORDER BY at DESC, id DESC LIMIT ${limit}`,
    values,
  );
  return rows;
}
