import type { AdverseEvent } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { listReactions, noteReaction, reportReaction, type ShownReaction } from '../api.ts';
import { keepReaction } from '../reactions/keep-reaction.ts';
import { personBucket } from '#platform/record/place.ts';
import { asSen, namesOf, stationOf } from '../station.ts';

interface Row {
  readonly id: string;
  readonly patient_id: string;
  readonly severity: 'common' | 'severe';
  readonly began_at: Date;
  readonly noted_at: Date;
  readonly report_due_at: Date;
  readonly reported_at: Date | null;
  readonly lot_number: string | null;
  readonly immunization_id: string;
}

export const listReactionsRoute = defineRoute({
  ...listReactions,
  allow: 'immunisation.see',
  handle: async (ctx, { only, cursor, count }) => {
    const rows = await ctx.sql.query<Row>(
      `select id, patient_id, severity, began_at, noted_at, report_due_at, reported_at, lot_number, immunization_id
       from immunisation.reaction where facility_id = $1 and ($2 or reported_at is null) and ($3::timestamptz is null or noted_at < $3)
       order by noted_at desc limit $4`,
      [stationOf(ctx), only === 'all', cursor ?? null, count + 1],
    );
    const shown = rows.slice(0, count);
    const names = await namesOf(
      ctx,
      shown.map(({ patient_id: id }) => id),
    );
    // Signs are read in the record by the reader's own right; of whom she may not see there is a line without them.
    const events = await readOwn(
      ctx,
      shown.filter(({ patient_id: id }) => names.has(id)).map(({ id }) => id),
    );
    return {
      reactions: shown.map((row) => show(ctx, row, names.get(row.patient_id)?.name, events.get(row.id))),
      ...(rows.length > count && { next: shown.at(-1)!.noted_at.toISOString() }),
    };
  },
});

async function readOwn(ctx: Context, ids: readonly string[]): Promise<ReadonlyMap<string, AdverseEvent>> {
  if (ids.length === 0) return new Map();
  const page = await ctx.record.search('AdverseEvent', `_id=${ids.join(',')}&_count=${ids.length}`);
  return new Map(page.matches.map(({ id, text }) => [id, JSON.parse(text) as AdverseEvent]));
}

function show(
  ctx: Context,
  row: Row,
  name: string | undefined,
  event: AdverseEvent | undefined,
): ShownReaction {
  return {
    id: row.id,
    // Whose it is stays with who may see her.
    patientId: name === undefined ? '' : row.patient_id,
    ...(name !== undefined && { name }),
    severity: row.severity,
    beganAt: row.began_at.toISOString(),
    notedAt: row.noted_at.toISOString(),
    reportDueAt: row.report_due_at.toISOString(),
    ...(row.reported_at !== null && { reportedAt: row.reported_at.toISOString() }),
    isLate: row.reported_at === null && row.report_due_at < ctx.now(),
    ...(row.lot_number !== null && { lotNumber: row.lot_number }),
    signs: (event?.event?.coding ?? []).flatMap(({ code }) => code ?? []),
  };
}

export const noteReactionRoute = defineRoute({
  ...noteReaction,
  allow: 'immunisation.give',
  handle: async (ctx, { immunizationId, signs, beganAt, treatment }) =>
    keepReaction(ctx, {
      immunizationId,
      signs,
      beganAt: new Date(beganAt),
      notedAt: ctx.now(),
      ...(treatment !== undefined && treatment !== '' && { treatment }),
    }),
});

export const reportReactionRoute = defineRoute({
  ...reportReaction,
  allow: 'immunisation.give',
  handle: async (ctx, { id, cause }) => {
    const [row] = await ctx.sql.query<{ patient_id: string; reported_at: Date | null }>(
      'select patient_id, reported_at from immunisation.reaction where id = $1 and facility_id = $2 for update',
      [id, stationOf(ctx)],
    );
    if (row === undefined) throw new AppError('record.not-found');
    if (row.reported_at !== null) throw new AppError('immunisation.reaction-known');
    if (cause !== undefined) await keepCause(ctx, id, cause);
    await ctx.sql.query(
      'update immunisation.reaction set reported_at = $3, reported_by = $4 where id = $1 and bucket = $2',
      [id, personBucket(row.patient_id), ctx.now(), ctx.actor.accountId],
    );
    return { reportedAt: ctx.now().toISOString() };
  },
});

async function keepCause(ctx: Context, id: string, cause: string): Promise<void> {
  const sen = asSen(ctx);
  const event = JSON.parse((await sen.record.read('AdverseEvent', id)).text) as AdverseEvent;
  const [suspect, ...rest] = event.suspectEntity ?? [];
  if (suspect === undefined) return;
  const causality = [{ assessment: { coding: [{ system: 'urn:sen:aefi-cause', code: cause }] } }];
  await sen.record.update({ ...event, id, suspectEntity: [{ ...suspect, causality }, ...rest] });
}
