import { AppError } from '#kernel/errors.ts';
import { writeEvent } from '../../events/outbox.ts';
import { applyAccess } from '../../record/write/access-rows.ts';
import type { Queryable, Transaction } from '../../sql/database.ts';
import type { Actor } from '../actor.ts';
import { openingReviewed } from './grant-events.ts';
import { findGrant, grantColumns, showGrant, type Grant, type GrantRow } from './grant-rows.ts';
import { longestNote } from './reasons.ts';
import type { GrantHost } from './open-grant.ts';

/** Ends an opening before its time: its author when she is through, or the supervisor. Errors: record.not-found, access.denied. */
export async function closeGrant(
  { now }: GrantHost,
  tx: Transaction,
  actor: Actor,
  id: string,
): Promise<Grant> {
  const row = await findGrant(tx, id);
  if (row === undefined || !(isAuthor(actor, row) || mayReview(actor, row))) throw hidden(actor);
  const at = now();
  await tx.query({
    name: 'access-close',
    text: 'update access.opening set closed_at = coalesce(closed_at, least($2::timestamptz, until_at)) where id = $1',
    values: [id, at.toISOString()],
  });
  const gone = [{ patient: row.patient_row, source: id }];
  await applyAccess(tx, { anew: [], gone, ties: [], closings: [] }, at.toISOString());
  return showGrant((await findGrant(tx, id))!, true);
}

/** What a supervisor says of an opening. */
export interface Review {
  readonly outcome: 'justified' | 'unjustified';
  readonly note?: string;
}

/**
 * A supervisor of the same facility says whether an opening was right; never of her own, and once. An opening that was not right ends.
 * Errors: record.not-found, access.denied, record.version-conflict where it was reviewed before.
 */
export async function reviewGrant(
  host: GrantHost,
  tx: Transaction,
  actor: Actor,
  id: string,
  { outcome, note = '' }: Review,
): Promise<Grant> {
  const row = await findGrant(tx, id);
  if (row === undefined || !mayReview(actor, row)) throw hidden(actor);
  const at = host.now();
  const { rowCount } = await tx.query({
    name: 'access-review',
    text: `update access.opening set reviewed_by = $2, reviewed_at = $3, outcome = $4, review_note = nullif($5, '')
      where id = $1 and reviewed_at is null`,
    values: [id, actor.accountId, at, outcome, note.trim().slice(0, longestNote)],
  });
  if (rowCount === 0) throw new AppError('record.version-conflict');
  if (outcome === 'unjustified') await closeGrant(host, tx, actor, id);
  const payload = { grantId: id, patientId: row.patient_id, accountId: row.account_id, outcome };
  await writeEvent(tx, openingReviewed, payload, { requestId: actor.requestId, at });
  await host.audit.append(
    {
      actor,
      action: 'update',
      resourceType: 'Patient',
      resourceId: row.patient_id,
      patientId: row.patient_row,
      query: `review ${outcome}`,
      outcome: 'ok',
    },
    tx,
  );
  return showGrant((await findGrant(tx, id))!, true);
}

/** Which openings are asked for: one's own, those of one's facility (its supervisor), or those of one's own record. */
export type GrantList = 'mine' | 'facility' | 'about-me';

const mostListed = 200;

/**
 * Openings, newest first, of the last `days` (90 unless told). The person sees who and why, not the note that was written of her.
 * Error: access.denied.
 */
export async function listGrants(
  { now }: GrantHost,
  q: Queryable,
  actor: Actor,
  list: GrantList,
  days = 90,
): Promise<Grant[]> {
  const [column, value] = placeOf(actor, list);
  const { rows } = await q.query<GrantRow>({
    name: `access-list-${list}`,
    text: `select ${grantColumns} from access.opening o where o.${column} = $1 and o.opened_at > $2
      order by o.opened_at desc limit ${mostListed}`,
    values: [value, new Date(now().getTime() - days * 86_400_000)],
  });
  return rows.map((row) => showGrant(row, list !== 'about-me'));
}

/** How many openings each account made in the name of the supervisor's facility. */
export interface OpeningCount {
  readonly accountId: string;
  readonly accountName: string;
  readonly openings: number;
  readonly waiting: number;
  readonly unjustified: number;
}

/** Openings per person of the supervisor's facility in the last `days`, most first. Error: access.denied. */
export async function countGrants(
  { now }: GrantHost,
  q: Queryable,
  actor: Actor,
  days = 90,
): Promise<OpeningCount[]> {
  const [, facility] = placeOf(actor, 'facility');
  const { rows } = await q.query<{ id: string; name: string; all: number; waiting: number; wrong: number }>({
    name: 'access-counts',
    text: `select o.account_id as id, max(o.account_name) as name, count(*)::int as all,
        count(*) filter (where o.reviewed_at is null)::int as waiting,
        count(*) filter (where o.outcome = 'unjustified')::int as wrong
      from access.opening o where o.facility_id = $1 and o.opened_at > $2 and o.kind = 'break-glass'
      group by o.account_id order by 3 desc, 1 limit ${mostListed}`,
    values: [facility, new Date(now().getTime() - days * 86_400_000)],
  });
  return rows.map(({ id, name, all, waiting, wrong }) => ({
    accountId: id,
    accountName: name,
    openings: all,
    waiting,
    unjustified: wrong,
  }));
}

function placeOf(actor: Actor, list: GrantList): readonly [column: string, value: string] {
  if (actor.kind === 'person' && actor.scopes.length === 0) {
    if (list === 'mine') return ['account_id', actor.accountId];
    if (list === 'about-me' && actor.patientId !== undefined && actor.roles.includes('citizen'))
      return ['patient_id', actor.patientId];
    if (list === 'facility' && actor.facilityId !== undefined && actor.permissions.has('access.review'))
      return ['facility_id', actor.facilityId];
  }
  throw new AppError('access.denied');
}

function isAuthor(actor: Actor, row: GrantRow): boolean {
  return actor.kind === 'person' && actor.accountId === row.account_id;
}

function mayReview(actor: Actor, row: GrantRow): boolean {
  return (
    actor.kind === 'person' &&
    actor.permissions.has('access.review') &&
    actor.facilityId === row.facility_id &&
    actor.accountId !== row.account_id
  );
}

/** Nobody learns that an opening is there by asking for it. */
function hidden(actor: Actor): AppError {
  return new AppError(actor.kind === 'anonymous' ? 'access.login-required' : 'record.not-found');
}
