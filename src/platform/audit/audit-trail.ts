import { AppError } from '#kernel/errors.ts';
import type { Actor } from '../access/actor.ts';
import { accountsOfPatients, nameAccounts, type NamedAccount } from '../identity/name-accounts.ts';
import { oldestOpen } from '../sql/oldest-open.ts';
import { fhirIdsOfPersons, rowIdOfPerson } from '../record/person-row.ts';
import { namesItsRow } from '../record/place.ts';
import { readPerson } from '../record/same-person/read-person.ts';
import type { Queryable, Transaction } from '../sql/database.ts';
import type { Audit, AuditLine } from './audit-log.ts';
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
  /**
   * Writes down that an account signed these records, in the transaction that is open: Sen's jobs say so of who confirmed, everybody else
   * of herself. Error: access.denied.
   */
  signed(signer: Signer, records: readonly SignedRecord[]): Promise<void>;
  /**
   * Writes down that whoever acts, known or not, opened what a person shared of her record, or tried to. In the transaction that is open,
   * where there is one.
   */
  openedShared(patientId: string, outcome: 'ok' | 'refused'): Promise<void>;
  /** Lines that were committed since the place, none twice and none left out; only for Sen's own jobs. Error: access.denied. */
  since(
    place: string,
    limit: number,
  ): Promise<{ readonly lines: readonly AuditRecord[]; readonly place: string }>;
}

/** What the line of an opened link says in place of a question. */
export const sharedLink = 'shared-link';

/** Who signed: an account, and in whose name. */
export interface Signer {
  readonly accountId: string;
  readonly facilityId: string;
}

/** What was signed; a person by her FHIR id. */
export interface SignedRecord {
  readonly resourceType: string;
  readonly resourceId: string;
  readonly patientId?: string;
}

/** Whose records were joined is told who saw any of them. */
async function ofAllRecords(q: Queryable, filter: AuditFilter): Promise<AuditFilter> {
  const { patientId, ...rest } = filter;
  if (patientId === undefined || !namesItsRow(patientId)) return filter;
  const one = await readPerson(q, patientId);
  return one === undefined ? filter : { ...rest, patientIds: one.members };
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
      const lines = await searchAudit(q, await ofAllRecords(q, narrowed));
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
    async signed(signer, records) {
      const own = actor.kind === 'person' && actor.accountId === signer.accountId;
      if (!own && actor.kind !== 'platform')
        throw new AppError('access.denied', { detail: 'only of oneself' });
      const by: Actor = own ? actor : { ...actor, ...signer, kind: 'person', roles: [], purpose: 'care' };
      const persons = [...new Set(records.flatMap(({ patientId }) => patientId ?? []))];
      const rows = new Map<string, string>();
      for (const id of persons) rows.set(id, await rowIdOfPerson(q, id));
      const lines = records.map(({ patientId, ...record }): AuditLine => ({
        actor: by,
        action: 'sign',
        ...record,
        ...(patientId !== undefined && { patientId: rows.get(patientId)! }),
        outcome: 'ok',
      }));
      if (tx === undefined) await Promise.all(lines.map((line) => audit.append(line)));
      else await audit.appendAll(lines, tx);
    },
    async openedShared(patientId, outcome) {
      const isNobody = actor.kind === 'anonymous';
      const line: AuditLine = {
        // Nobody in particular has no purpose of her own: what was shared left the house.
        actor: isNobody ? { ...actor, purpose: 'exchange' } : actor,
        action: outcome === 'ok' ? 'export' : 'refused',
        resourceType: 'Patient',
        patientId: await rowIdOfPerson(q, patientId),
        query: sharedLink,
        outcome,
      };
      await audit.append(line, tx);
    },
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
