import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { parseCursor, printCursor } from '#platform/module/page-cursor.ts';
import {
  answerObjection,
  listMerges,
  partRecords,
  readMerge,
  settleLine,
  type MergeLine,
  type MergeView,
} from '../api.ts';
import { elementsOf, patientFields } from '../domain/patient-fields.ts';
import { showElement } from '../domain/show-element.ts';
import { changedFields, type ChangedField } from '../domain/undo-join.ts';
import { atDesk, demandHere, demandOthers } from '../desk/at-desk.ts';
import { linesAfter } from '../desk/lines-after.ts';
import { readJoined, readMergeRow, type Joined } from '../desk/merges.ts';
import { moveLine } from '../desk/move-line.ts';
import { answerTo, keptLines, listDone, objectionsTo, readLine, type DoneRow } from '../desk/done.ts';
import { opened } from '../desk/pairs.ts';
import { part } from '../desk/part.ts';
import { personLines } from '../desk/people.ts';
import { showLines } from '../desk/record-lines.ts';

const pageSize = 20;

export const listMergesRoute = defineRoute({
  ...listMerges,
  allow: 'merging.decide',
  handle: async (ctx, { open, cursor }) => {
    const rows = await listDone(ctx, {
      open: open === 'true',
      after: parseCursor(cursor),
      limit: pageSize + 1,
    });
    const page = rows.slice(0, pageSize);
    const last = rows.length > pageSize ? page.at(-1) : undefined;
    const people = await personLines(
      atDesk(ctx),
      page.flatMap(({ one, other }) => [one, other]),
    );
    return { merges: page.map((row) => lineOf(ctx, row, people)), next: last && printCursor(last) };
  },
});

function lineOf(ctx: Context, row: DoneRow, people: Awaited<ReturnType<typeof personLines>>): MergeLine {
  return {
    id: row.id,
    kind: row.kind,
    people: [row.one, row.other].map((id) => people.get(id) ?? { id, name: '' }),
    at: row.at.toISOString(),
    by: row.by_name,
    ...(row.agreed_by_name !== null && { agreedBy: row.agreed_by_name }),
    words: opened(ctx, row.id, row.words),
    ...(row.parted_at !== null && {
      partedAt: row.parted_at.toISOString(),
      partedBy: row.parted_by_name ?? '',
    }),
    waiting: row.waiting,
    objections: row.objections,
  };
}

export const readMergeRoute = defineRoute({
  ...readMerge,
  allow: 'merging.decide',
  handle: async (ctx, { id }): Promise<MergeView> => {
    const row = await readMergeRow(ctx, id);
    const desk = atDesk(ctx);
    const [done] = await listDone(ctx, { id, open: false, after: undefined, limit: 1 });
    const people = await personLines(desk, [row.survivor_id, row.other_id]);
    const joined = row.parted_at === null ? await readJoined(ctx, desk, row) : undefined;
    const after = joined === undefined ? [] : await linesAfter(ctx, desk, row, joined);
    const shown = await showLines(
      desk,
      after.map(({ line }) => line),
    );
    return {
      ...lineOf(ctx, done!, people),
      survivorId: row.survivor_id,
      otherId: row.other_id,
      changed: joined === undefined ? [] : changesOf(joined),
      after: shown.map((line, at) => ({ ...line, side: after[at]!.side })),
      lines: await keptLines(ctx, desk, { mergeId: id }),
      objectionsMade: await objectionsTo(ctx, { mergeId: id }),
    };
  },
});

function changesOf(joined: Joined): MergeView['changed'] {
  return (['survivor', 'other'] as const).flatMap((on) =>
    changedFields(joined[on]).map((field) => ({
      field,
      on,
      now: wordsOf(joined[on].now, field),
      before: wordsOf(joined[on].before, field),
    })),
  );
}

function wordsOf(patient: Joined['survivor']['now'], field: ChangedField): string[] {
  const keys = field === 'others' ? [] : field === 'identifier' ? ['identifier'] : patientFields[field];
  return keys.flatMap((key) => showElement(elementsOf(patient)[key]));
}

export const partRecordsRoute = defineRoute({
  ...partRecords,
  allow: 'merging.decide',
  handle: async (ctx, { id, words, fields, lines }) => {
    demandHere(ctx);
    const row = await readMergeRow(ctx, id, true);
    demandOthers(ctx, [row.survivor_id, row.other_id]);
    return part(ctx, atDesk(ctx), row, { words, fields, lines });
  },
});

export const settleLineRoute = defineRoute({
  ...settleLine,
  allow: 'merging.decide',
  handle: async (ctx, { id, to }) => {
    demandHere(ctx);
    const line = await readLine(ctx, id);
    demandOthers(ctx, [line.from_id, line.to_id]);
    const reason = opened(ctx, line.merge_id, line.parted_words);
    const state =
      to === 'survivor'
        ? 'stayed'
        : await moveLine(ctx, atDesk(ctx), line.reference, { from: [line.from_id], to: line.to_id, reason });
    await ctx.sql.query(`update merging.line set state = $2, how = 'hand', by = $3, at = $4 where id = $1`, [
      id,
      state,
      ctx.actor.accountId,
      ctx.now(),
    ]);
    return { state };
  },
});

export const answerObjectionRoute = defineRoute({
  ...answerObjection,
  allow: 'merging.decide',
  handle: async (ctx, { id, words }) => {
    await answerTo(ctx, id, words);
    return { done: true as const };
  },
});
