import { AppError } from '#kernel/errors.ts';
import type { Actor } from '../access/actor.ts';
import { accountsOfPatients, nameAccounts, type NamedAccount } from '../identity/name-accounts.ts';
import { oldestOpen } from '../sql/oldest-open.ts';
import { fhirIdsOfPersons, rowIdOfPerson } from '../record/person-row.ts';
import type { Queryable, Transaction } from '../sql/database.ts';
import type { Audit } from './audit-log.ts';
import { auditScope, withinScope } from './audit-scope.ts';
import { auditColumns, searchAudit, type AuditFilter, type AuditRecord } from './search-audit.ts';

/** The log as one actor may see it; each look leaves a line of its own. */
export interface AuditTrail {
  /**
   * Lines within the actor's right, newest first: her own record's, her facility's, or all. Ids of persons in the filter are those of FHIR.
   * Error: access.denied.
   */
  search(filter: AuditFilter): Promise<AuditRecord[]>;
  /** Who stands behind ids in lines. */
  names(actorIds: readonly string[]): Promise<ReadonlyMap<string, NamedAccount>>;
  /** Accounts whose own Patient is among these rows. */
  accountsOf(patientIds: readonly string[]): Promise<ReadonlyMap<string, NamedAccount>>;
  /** FHIR ids of persons by the ids in lines. */
  personIds(patientIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** The id in lines of a person by her FHIR id. */
  rowIdOf(patientId: string): Promise<string>;
  /** Lines that were committed since the place, none twice and none left out; only for Sen's own jobs. Error: access.denied. */
  since(
    place: string,
    limit: number,
  ): Promise<{ readonly lines: readonly AuditRecord[]; readonly place: string }>;
}

/** Opens the log for an actor. */
export function openTrail(q: Queryable, audit: Audit, actor: Actor, tx: Transaction | undefined): AuditTrail {
  return {
    async search(filter) {
      const given = auditScope(actor);
      const scope =
        given.lines === 'own' ? { ...given, patientId: await rowIdOfPerson(q, given.patientId) } : given;
      const wished =
        filter.patientId === undefined
          ? filter
          : { ...filter, patientId: await rowIdOfPerson(q, filter.patientId) };
      const narrowed = withinScope(scope, wished);
      if (narrowed === undefined) {
        await audit.append({ actor, action: 'refused', resourceType: 'AuditEvent', outcome: 'refused' });
        throw new AppError('access.denied', { detail: 'lines outside the scope' });
      }
      const lines = await searchAudit(q, narrowed);
      // The jobs of the house look at everything all the time; what a person looks at is told.
      if (actor.kind !== 'platform') {
        const person = narrowed.patientId ?? narrowed.patientIds?.[0];
        await audit.append(
          {
            actor,
            action: 'search',
            resourceType: 'AuditEvent',
            ...(person !== undefined && { patientId: person }),
            query: Object.keys(filter).join(' '),
            outcome: 'ok',
            count: lines.length,
          },
          tx,
        );
      }
      return lines;
    },
    names: (ids) => nameAccounts(q, [...new Set(ids)]),
    accountsOf: (ids) => accountsOfPatients(q, [...new Set(ids)]),
    personIds: (ids) => fhirIdsOfPersons(q, ids),
    rowIdOf: (id) => rowIdOfPerson(q, id),
    async since(place, limit) {
      if (actor.kind !== 'platform') throw new AppError('access.denied', { detail: 'only for jobs' });
      const [written = '0', id = '00000000-0000-0000-0000-000000000000'] =
        place === '' ? [] : place.split(' ');
      const horizon = await oldestOpen(q);
      const { rows } = await q.query<AuditRecord & { readonly written: string }>(
        `SELECT ${auditColumns}, written::text AS written FROM audit.event
         WHERE written >= $1::bigint AND (written, id) > ($1::bigint, $2::uuid) AND written < $3::bigint
         ORDER BY written, id LIMIT ${limit}`,
        [written, id, horizon],
      );
      const last = rows.at(-1);
      return { lines: rows, place: last === undefined ? place : `${last.written} ${last.id}` };
    },
  };
}
