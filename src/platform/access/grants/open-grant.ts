import { AppError } from '#kernel/errors.ts';
import { newId } from '#kernel/fhir/id.ts';
import type { Bilingual } from '#kernel/schema.ts';
import type { Audit } from '../../audit/audit-log.ts';
import { writeEvent } from '../../events/outbox.ts';
import { arrayOf, personFacts } from '../../record/person-facts.ts';
import { rowBucket } from '../../record/place.ts';
import { findRow, fhirIdOf, type Row } from '../../record/rows.ts';
import { applyAccess } from '../../record/write/access-rows.ts';
import type { Transaction } from '../../sql/database.ts';
import type { Actor, RecordScope } from '../actor.ts';
import { opensTo } from '../decide.ts';
import { recordScope } from '../record-scope.ts';
import { recordOpened } from './grant-events.ts';
import { findGrant, showGrant, type Grant } from './grant-rows.ts';
import { grantKinds, longestNote, reasons, shortestNote, type GrantKind } from './reasons.ts';

/** What opening a record works with. */
export interface GrantHost {
  readonly audit: Audit;
  readonly now: () => Date;
}

/** What is asked for. */
export interface GrantAsk {
  readonly patientId: string;
  readonly kind: GrantKind;
  /** A code of `reasons`. */
  readonly reason: string;
  /** Free text; needed where the reason is 'other'. */
  readonly note?: string;
}

/**
 * Opens a record with a reason, at once and for a short time; whoever has to know is told by an event of the same transaction. The caller
 * has asked for a fresh sign-in before. Errors: access.denied, request.invalid, record.not-found.
 */
export async function openGrant(
  { audit, now }: GrantHost,
  tx: Transaction,
  actor: Actor,
  ask: GrantAsk,
): Promise<Grant> {
  const { hours, tie } = grantKinds[ask.kind];
  const scope = recordScope(actor);
  const { facilityId } = actor;
  const mayOpen = scope.openings.some(({ kinds }) => kinds.includes(tie));
  if (actor.kind !== 'person' || facilityId === undefined || !mayOpen || actor.scopes.length > 0)
    throw await refused(audit, actor, ask);
  checkWords(ask);
  const person = await findRow(tx, 'Patient', ask.patientId);
  if (person === undefined) throw new AppError('record.not-found');
  const at = now();
  if (ask.kind === 'sensitive' && !(await isTied(tx, scope, person, at)))
    throw await refused(audit, actor, ask);
  const grantee = `account:${actor.accountId}`;
  const id = newId(rowBucket(person.id), at);
  const until = new Date(at.getTime() + hours * 3_600_000);
  const patientId = fhirIdOf(person);
  await tx.query({
    name: 'access-open',
    text: `insert into access.opening
        (id, kind, account_id, account_name, roles, facility_id, patient_row, patient_id, reason, note, opened_at, until_at)
      values ($1, $2, $3, $4, $5::text[], $6, $7, $8, $9, $10, $11, $12)`,
    values: [
      id,
      ask.kind,
      actor.accountId,
      actor.display,
      arrayOf(actor.roles),
      facilityId,
      person.id,
      patientId,
      ask.reason,
      ask.note?.trim() ?? '',
      at,
      until,
    ],
  });
  const row = { patient: person.id, source: id, kind: tie, grantee, since: at, until, opens: 0, types: null };
  await applyAccess(tx, { anew: [], gone: [], ties: [row], closings: [] }, at.toISOString());
  const payload = {
    grantId: id,
    kind: ask.kind,
    patientId,
    accountId: actor.accountId,
    facilityId,
    reason: ask.reason,
    openedAt: at.toISOString(),
    until: until.toISOString(),
  };
  await writeEvent(tx, recordOpened, payload, { requestId: actor.requestId, at });
  await audit.append(lineOf(actor, ask, 'ok', person.id), tx);
  return showGrant((await findGrant(tx, id))!, true);
}

function checkWords({ kind, reason, note = '' }: GrantAsk): void {
  const length = note.trim().length;
  if (!Object.hasOwn(reasons[kind], reason)) throw wrong('reason', texts.reason);
  if (length > longestNote || (reason === 'other' && length < shortestNote)) throw wrong('note', texts.note);
}

async function isTied(tx: Transaction, scope: RecordScope, person: Row, now: Date): Promise<boolean> {
  return opensTo(scope, 'read', 'Patient', await personFacts(tx, person.id, arrayOf(scope.grantees), now));
}

/** A refusal stands in the audit whatever becomes of the transaction. */
async function refused(audit: Audit, actor: Actor, ask: GrantAsk): Promise<AppError> {
  await audit.append(lineOf(actor, ask, 'refused'));
  return new AppError('access.denied', { detail: 'access.outside-reach' });
}

function lineOf(
  actor: Actor,
  { kind, reason, patientId }: GrantAsk,
  outcome: 'ok' | 'refused',
  rowId?: string,
): Parameters<Audit['append']>[0] {
  return {
    actor: kind === 'break-glass' ? { ...actor, purpose: 'emergency' } : actor,
    action: outcome === 'refused' ? 'refused' : 'break-glass',
    resourceType: 'Patient',
    resourceId: patientId,
    ...(rowId !== undefined && { patientId: rowId }),
    query: `${kind} ${reason}`,
    outcome,
  };
}

function wrong(path: string, text: Bilingual): AppError {
  return new AppError('request.invalid', { issues: [{ path, text }] });
}

const texts = {
  reason: { vi: 'Hãy chọn một lý do trong danh sách.', en: 'Choose one of the listed reasons.' },
  note: {
    vi: `Hãy ghi rõ lý do, từ ${shortestNote} đến ${longestNote} ký tự.`,
    en: `Write the reason out, ${shortestNote} to ${longestNote} characters.`,
  },
} as const satisfies Record<string, Bilingual>;
