import { randomUUID } from 'node:crypto';
import type { Patient } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import { personsParted } from '../api.ts';
import {
  changedFields,
  restored,
  type ChangedField,
  type Fate,
  type JoinedRecord,
} from '../domain/undo-join.ts';
import { replace, takeTurn, versionOf } from './join.ts';
import { linesAfter } from './lines-after.ts';
import { laterOf, readJoined, type Joined, type MergeRow } from './merges.ts';
import { withoutNumbersOf } from '../domain/numbers-of.ts';
import { moveLine } from './move-line.ts';
import { readPatient, readVersion } from './people.ts';
import { closePair, sealed } from './pairs.ts';
import { sayWho } from './provenance-of.ts';
import { nameOfLine } from './record-lines.ts';

type On = 'survivor' | 'other';

/** What is said of what came after the joining. */
export interface Parting {
  readonly words: string;
  readonly fields: readonly { readonly field: ChangedField; readonly on: On; readonly fate: Fate }[];
  readonly lines: readonly { readonly reference: string; readonly to: On }[];
}

/**
 * Takes a joining back in the caller's transaction: both records become what they were, lines that came later go where they came from, and
 * what nobody can tell waits. Errors: merging.not-waiting, merging.decide-fields, merging.not-hers.
 */
export async function part(
  ctx: Context,
  desk: Context,
  row: MergeRow,
  parting: Parting,
): Promise<{ moved: number; waiting: number }> {
  if (row.parted_at !== null) throw new AppError('merging.not-waiting');
  await takeTurn(ctx);
  const joined = await readJoined(ctx, desk, row);
  const after = await linesAfter(ctx, desk, row, joined);
  const { survivor, other } = decided(joined, parting);
  // The survivor first: a number that only one may bear goes back.
  await replace(desk, joined.now.survivor, survivor);
  await takeNumbersBack(ctx, desk, row, joined);
  await replace(desk, joined.now.other, other);
  const provenance = await sayWho(ctx, desk, {
    targets: [`Patient/${row.survivor_id}`, `Patient/${row.other_id}`],
    from: [versionOf(joined.now.survivor), versionOf(joined.now.other)],
    reason: parting.words,
  });
  await ctx.sql.query(
    `update merging.merge set parted_at = $2, parted_by = $3, parted_by_name = $4, parted_words = $5, parted_provenance_id = $6
     where id = $1`,
    [
      row.id,
      ctx.now(),
      ctx.actor.accountId,
      ctx.actor.display,
      sealed(ctx, row.id, parting.words),
      provenance,
    ],
  );
  if (row.pair_id !== null) await closePair(ctx, row.pair_id, 'distinct', parting.words);
  const said = new Map(parting.lines.map(({ reference, to }) => [reference, to]));
  const known = new Set(after.map(({ line }) => nameOfLine(line)));
  if ([...said.keys()].some((reference) => !known.has(reference))) throw new AppError('merging.not-hers');
  const counts = { moved: 0, waiting: 0 };
  for (const { line, owner, side } of after) {
    const reference = nameOfLine(line);
    const to = said.get(reference) ?? side;
    const how = said.has(reference) ? 'hand' : 'origin';
    const state =
      to === 'unclear'
        ? 'waiting'
        : to === 'survivor'
          ? 'stayed'
          : await moveLine(ctx, desk, reference, { from: [owner], to: row.other_id, reason: parting.words });
    if (state === 'waiting') counts.waiting += 1;
    else if (state !== 'stayed') counts.moved += 1;
    await keepLine(ctx, { mergeId: row.id, reference, from: owner, to: row.other_id, state, how });
  }
  await ctx.emit(personsParted, { mergeId: row.id, survivorId: row.survivor_id, otherId: row.other_id });
  return counts;
}

/** The survivor may have been joined to a third record since: numbers that came there from the other one alone go back to her. */
async function takeNumbersBack(
  ctx: Context,
  desk: Context,
  row: MergeRow,
  { survivor, other }: Joined,
): Promise<void> {
  for (let at = row; ;) {
    const next = (await laterOf(ctx, at)).find(({ other_id: id }) => id === at.survivor_id);
    if (next === undefined) return;
    const now = await readPatient(desk, next.survivor_id);
    const own = await readVersion(desk, next.survivor_id, next.survivor_before);
    const kept = withoutNumbersOf(now.patient, other.before, [survivor.before, own]);
    if (kept !== undefined) await replace(desk, now, kept);
    at = next;
  }
}

/** Both records as they become. Error: merging.decide-fields, naming each that somebody changed and nobody decided on. */
function decided(joined: Joined, { fields }: Parting): { survivor: Patient; other: Patient } {
  const taken: Record<On, { field: ChangedField; from: JoinedRecord }[]> = { survivor: [], other: [] };
  const open: string[] = [];
  for (const on of ['survivor', 'other'] as const) {
    for (const field of changedFields(joined[on])) {
      const fate = fields.find((one) => one.field === field && one.on === on)?.fate;
      if (fate === undefined) open.push(`${on}.${field}`);
      const change = { field, from: joined[on] };
      if (fate === 'keep' || fate === 'both') taken[on].push(change);
      if (fate === 'give' || fate === 'both') taken[on === 'survivor' ? 'other' : 'survivor'].push(change);
    }
  }
  if (open.length > 0) {
    const { text } = new AppError('merging.decide-fields').kind;
    throw new AppError('merging.decide-fields', { issues: open.map((path) => ({ path, text })) });
  }
  return {
    survivor: restored(joined.survivor, taken.survivor),
    other: restored(joined.other, taken.other),
  };
}

/** What became of a line. */
export interface KeptLine {
  readonly mergeId?: string;
  readonly splitId?: string;
  readonly reference: string;
  readonly from: string;
  readonly to: string;
  readonly state: 'moved' | 'stayed' | 'superseded' | 'waiting';
  readonly how: 'origin' | 'hand';
}

/** Writes down where a line went. */
export async function keepLine(ctx: Context, line: KeptLine): Promise<void> {
  await ctx.sql.query(
    `insert into merging.line (id, merge_id, split_id, reference, from_id, to_id, state, how, by, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      randomUUID(),
      line.mergeId ?? null,
      line.splitId ?? null,
      line.reference,
      line.from,
      line.to,
      line.state,
      line.how,
      line.how === 'hand' ? ctx.actor.accountId : null,
      ctx.now(),
    ],
  );
}
