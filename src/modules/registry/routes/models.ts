import { randomUUID } from 'node:crypto';
import { AppError } from '#kernel/errors.ts';
import { fieldLevels, fields } from '#kernel/matching/fields.ts';
import type { MatchModel } from '#kernel/matching/model.ts';
import { titleCaseName } from '#kernel/vietnam/person-name.ts';
import { placeTone, splitTone } from '#kernel/vietnam/tone.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { learnModel, readModel, rebuildIndex, startSweep, useModel, type ModelView } from '../api.ts';
import { countPeople } from '../index/find-candidates.ts';
import { learnJob } from '../jobs/learn.job.ts';
import { rebuildJob } from '../jobs/rebuild.job.ts';
import { sweepJob } from '../jobs/sweep.job.ts';
import { readModel as readStored, shippedModel } from '../models/models.ts';
import { histogram } from '../people/sweep.ts';

interface ModelRow {
  readonly version: string;
  readonly state: 'in-use' | 'proposed' | 'former';
  readonly learnt_at: Date;
  readonly learnt_by: string;
  readonly learnt_from: number;
}

/** The model in use or another one, and how the index and the last sweep stand. Counts and weights; nothing of a person. */
export const readModelRoute = defineRoute({
  ...readModel,
  allow: 'registry.model',
  handle: async (ctx, { version }) => {
    const rows = await ctx.sql.query<ModelRow>(
      `select version, state, learnt_at, learnt_by, (model ->> 'learntFrom')::int as learnt_from
       from registry.model order by learnt_at desc limit 50`,
    );
    const shipped = await shippedModel();
    const isUsed = !rows.some(({ state }) => state === 'in-use');
    const versions: ModelView['versions'] = [
      ...rows.map((row) => ({
        version: row.version,
        state: row.state,
        learntAt: row.learnt_at.toISOString(),
        learntFrom: row.learnt_from,
        by: row.learnt_by,
      })),
      {
        version: shipped.version,
        state: isUsed ? ('in-use' as const) : ('former' as const),
        learntAt: shipped.learntAt,
        learntFrom: shipped.learntFrom,
        by: 'Sen',
      },
    ];
    const chosen = versions.find((one) =>
      version === undefined ? one.state === 'in-use' : one.version === version,
    );
    if (chosen === undefined) throw new AppError('registry.model-unknown');
    const model = chosen.version === shipped.version ? shipped : await readStored(ctx, chosen.version);
    return {
      versions,
      shown: { ...chosen, ...shownOf(model) },
      index: await indexState(ctx),
      ...(await lastSweep(ctx)),
    };
  },
});

const mostWords = 12;

function shownOf(model: MatchModel): Pick<ModelView['shown'], 'weights' | 'thresholds' | 'words'> {
  const listOf = (shares: Readonly<Record<string, number>>) =>
    Object.entries(shares)
      .slice(0, mostWords)
      .map(([word, share]) => ({ word: readable(word), share }));
  return {
    weights: fields.flatMap((field) =>
      fieldLevels[field].map((level, at) => ({
        field,
        level,
        stranger: Math.log2(model.same[field][at]! / model.stranger[field][at]!),
        kin: Math.log2(model.same[field][at]! / model.relative[field][at]!),
      })),
    ),
    thresholds: model.thresholds,
    words: {
      family: listOf(model.words.family.all.marked),
      given: listOf(model.words.given.all.marked),
    },
  };
}

/** Lists keep the tone behind the word; people read it on its vowel. */
function readable(words: string): string {
  return titleCaseName(
    words
      .split(' ')
      .map((word) => {
        const { bare, tone } = splitTone(word);
        return placeTone(bare, tone);
      })
      .join(' '),
  );
}

async function indexState(ctx: Context): Promise<ModelView['index']> {
  const [state] = await ctx.sql.query<{ waiting: number; rebuilding: number | null }>(
    `select (select count(*)::int from (select 1 from registry.person where checked_at is null limit 100000) w) as waiting,
       (select done from registry.rebuild where state = 'running' order by started_at desc limit 1) as rebuilding`,
  );
  return {
    people: await countPeople(ctx),
    waiting: state?.waiting ?? 0,
    ...(typeof state?.rebuilding === 'number' && { rebuilding: state.rebuilding }),
  };
}

async function lastSweep(ctx: Context): Promise<Pick<ModelView, 'sweep'>> {
  const [row] = await ctx.sql.query<{
    state: 'running' | 'done' | 'stopped';
    started_at: Date;
    progress: number;
    compared: string;
    certain: number;
    probable: number;
    possible: number;
    histogram: number[];
  }>('select * from registry.sweep order by started_at desc limit 1');
  if (row === undefined) return {};
  return {
    sweep: {
      state: row.state,
      startedAt: row.started_at.toISOString(),
      progress: row.progress,
      pairs: Number(row.compared),
      histogram: row.histogram,
      certain: row.certain,
      probable: row.probable,
      possible: row.possible,
    },
  };
}

export const learnModelRoute = defineRoute({
  ...learnModel,
  allow: 'registry.model',
  handle: async (ctx) => {
    await ctx.enqueue(learnJob, { by: ctx.actor.display });
    return { started: true as const };
  },
});

/** From the next question on this model scores; the former one stays and can be used again. */
export const useModelRoute = defineRoute({
  ...useModel,
  allow: 'registry.model',
  handle: async (ctx, { version }) => {
    const shipped = await shippedModel();
    const known = await ctx.sql.query('select 1 from registry.model where version = $1', [version]);
    if (known.length === 0 && version !== shipped.version) throw new AppError('registry.model-unknown');
    await ctx.sql.query(`update registry.model set state = 'former' where state = 'in-use'`);
    await ctx.sql.query(`update registry.model set state = 'in-use' where version = $1`, [version]);
    return { version };
  },
});

export const startSweepRoute = defineRoute({
  ...startSweep,
  allow: 'registry.model',
  handle: async (ctx) => {
    await beginSweep(ctx);
    return { started: true as const };
  },
});

/** Begins a sweep, ending one that still runs. Returns its id. */
export async function beginSweep(ctx: Context): Promise<string> {
  const id = randomUUID();
  await ctx.sql.query(`update registry.sweep set state = 'stopped' where state = 'running'`);
  await ctx.sql.query(
    `insert into registry.sweep (id, state, model, people, histogram, started_at) values ($1, 'running', $2, $3, $4, $5)`,
    [id, '', await countPeople(ctx), Array.from({ length: histogram.bars }, () => 0), ctx.now()],
  );
  await ctx.enqueue(sweepJob, { id });
  return id;
}

export const rebuildIndexRoute = defineRoute({
  ...rebuildIndex,
  allow: 'registry.model',
  handle: async (ctx) => {
    const id = randomUUID();
    await ctx.sql.query(`update registry.rebuild set state = 'done' where state = 'running'`);
    await ctx.sql.query(`insert into registry.rebuild (id, state, started_at) values ($1, 'running', $2)`, [
      id,
      ctx.now(),
    ]);
    await ctx.enqueue(rebuildJob, { id });
    return { started: true as const };
  },
});
