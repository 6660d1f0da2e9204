import { randomUUID } from 'node:crypto';
import type { Patient } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { soleIdentifierSystems } from '#kernel/vietnam/sole-identifiers.ts';
import type { Context } from '#platform/context.ts';
import { personsJoined } from '../api.ts';
import { joinPatients, type Choices } from '../domain/join-patients.ts';
import { inOrder, sealed, type PairRow } from './pairs.ts';
import { survivorOf, type StoredPatient } from './people.ts';
import { sayWho } from './provenance-of.ts';

/** Two records that are to be one, and who says so. */
export interface Joining {
  readonly pair: Pick<PairRow, 'id' | 'low_id' | 'high_id'>;
  readonly survivorId: string;
  readonly choices: Choices;
  readonly risk: number;
  readonly words: string;
  /** Who proposed it, where another one agreed. */
  readonly proposed?: { readonly by: string; readonly name: string };
}

/** Whoever joins or parts at the desk waits until the others are done. */
export async function takeTurn(ctx: Context): Promise<void> {
  await ctx.sql.query('select 1 from merging.turn for update');
}

/**
 * Joins the persons of a pair, whatever they were joined to meanwhile: always the last survivors. In the transaction of the caller, with a
 * Provenance. Error: merging.same-already.
 */
export async function join(ctx: Context, desk: Context, joining: Joining): Promise<string> {
  await takeTurn(ctx);
  const { pair, survivorId } = joining;
  const otherId = survivorId === pair.low_id ? pair.high_id : pair.low_id;
  const survivor = await survivorOf(desk, survivorId);
  const other = await survivorOf(desk, otherId);
  if (survivor.patient.id === other.patient.id) throw new AppError('merging.same-already');
  const joined = joinPatients(survivor.patient, other.patient, joining.choices, {
    soleSystems: soleIdentifierSystems['Patient'] ?? [],
    today: dayInVietnam(ctx.now()),
  });
  // The other one first: a number that only one may bear changes hands.
  const otherAfter = await replace(desk, other, joined.other);
  const survivorAfter = await replace(desk, survivor, joined.survivor);
  const id = randomUUID();
  const provenance = await sayWho(ctx, desk, {
    targets: [`Patient/${survivor.patient.id}`, `Patient/${other.patient.id}`],
    from: [versionOf(survivor), versionOf(other)],
    reason: joining.words,
    agreed: joining.proposed === undefined ? undefined : ctx.actor.display,
  });
  await keep(ctx, { id, joining, survivor, other, survivorAfter, otherAfter, provenance });
  await turnPairs(ctx, other.patient.id, survivor.patient.id);
  await ctx.emit(personsJoined, { mergeId: id, survivorId: survivor.patient.id, otherId: other.patient.id });
  return id;
}

/** Writes a Patient over the version that was read; returns the new version. */
export async function replace(desk: Context, { version }: StoredPatient, next: Patient): Promise<number> {
  const written = await desk.record.update(next, { ifMatch: `W/"${version}"` });
  return Number(written.versionId);
}

/** A version by its address. */
export function versionOf({ patient, version }: StoredPatient): string {
  return `Patient/${patient.id}/_history/${version}`;
}

interface Done {
  readonly id: string;
  readonly joining: Joining;
  readonly survivor: StoredPatient;
  readonly other: StoredPatient;
  readonly survivorAfter: number;
  readonly otherAfter: number;
  readonly provenance: string;
}

async function keep(ctx: Context, done: Done): Promise<void> {
  const { id, joining, survivor, other } = done;
  const { proposed } = joining;
  const { accountId, display, facilityId } = ctx.actor;
  await ctx.sql.query(
    `insert into merging.merge (id, pair_id, other_id, survivor_id, other_before, other_after, survivor_before, survivor_after, choices,
       risk, words, provenance_id, by, by_name, agreed_by, agreed_by_name, facility_id, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
    [
      id,
      joining.pair.id,
      other.patient.id,
      survivor.patient.id,
      other.version,
      done.otherAfter,
      survivor.version,
      done.survivorAfter,
      JSON.stringify(joining.choices),
      joining.risk,
      sealed(ctx, id, joining.words),
      done.provenance,
      proposed?.by ?? accountId,
      proposed?.name ?? display,
      proposed === undefined ? null : accountId,
      proposed === undefined ? null : display,
      facilityId ?? null,
      ctx.now(),
    ],
  );
}

/** Pairs that wait and name the one who was joined now mean the survivor; one that would pair her with herself is done. */
async function turnPairs(ctx: Context, from: string, to: string): Promise<void> {
  const waiting = await ctx.sql.query<{ id: string; low_id: string; high_id: string }>(
    `select id, low_id, high_id from merging.pair where state in ('waiting', 'unsure', 'proposed') and (low_id = $1 or high_id = $1)
     order by id for update`,
    [from],
  );
  for (const { id, low_id: lowId, high_id: highId } of waiting) {
    const partner = lowId === from ? highId : lowId;
    const [low, high] = inOrder(to, partner);
    const known =
      partner === to ||
      (await ctx.sql.query('select 1 from merging.pair where low_id = $1 and high_id = $2', [low, high]))
        .length > 0;
    await ctx.sql.query('delete from merging.proposal where pair_id = $1', [id]);
    await (known
      ? ctx.sql.query(`update merging.pair set state = 'joined', decided_at = $2 where id = $1`, [
          id,
          ctx.now(),
        ])
      : ctx.sql.query(`update merging.pair set state = 'waiting', low_id = $2, high_id = $3 where id = $1`, [
          id,
          low,
          high,
        ]));
  }
}
