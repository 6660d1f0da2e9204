import { AppError } from '#kernel/errors.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { findProgramme } from '#kernel/vietnam/programmes.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { listEntries, readIndicators } from '../api.ts';
import { rulesOf } from '../domain/all-rules.ts';
import type { FigurePart } from '../domain/figure-parts.ts';
import type { ProgrammeRules } from '../domain/rule.ts';
import { testSql, type SqlPart } from '../domain/test-rule.ts';
import { entryColumns, showEntries, type EntryRow } from '../register/entry-row.ts';
import { planStale } from '../register/plan-entries.ts';
import { stationOf } from '../station.ts';
import { plannedAtOnce } from './list-programmes.ts';

/** The rules of a programme with a register. Error: record.not-found. */
export function knownRules(code: string): ProgrammeRules {
  const rules = rulesOf(code);
  if (rules === undefined) throw new AppError('record.not-found');
  return rules;
}

/** How each view of a register is chosen and ordered; the order is that of its cursor. */
const views = {
  due: { where: 'ended_on is null and due_on <= $3::date', by: 'due_on', after: '>', order: 'due_on, id' },
  late: {
    where: 'ended_on is null and late_on <= $3::date',
    by: 'late_on',
    after: '>',
    order: 'late_on, id',
  },
  register: {
    where: 'ended_on is null and $3::date is not null',
    by: 'started_on',
    after: '<',
    order: 'started_on desc, id desc',
  },
  ended: {
    where: 'ended_on is not null and $3::date is not null',
    by: 'ended_on',
    after: '<',
    order: 'ended_on desc, id desc',
  },
} as const;

export const listEntriesRoute = defineRoute({
  ...listEntries,
  allow: 'programmes.see',
  handle: async (ctx, { code, view, figure, part, cursor, count }) => {
    const rules = knownRules(code);
    const facilityId = stationOf(ctx);
    const today = dayInVietnam(ctx.now());
    await planStale(ctx, facilityId, plannedAtOnce);
    const { where, by, after, order } = views[view];
    const counted = figureSql(rules, figure, part, today, 7);
    const from = /^(\d{4}-\d{2}-\d{2})_(.+)$/u.exec(cursor ?? '');
    const rows = await ctx.sql.query<EntryRow & { place: string }>(
      `select ${entryColumns}, ${by}::text as place from programmes.entry
       where facility_id = $1 and programme = $2 and ${where} and ($4::date is null or (${by}, id) ${after} ($4::date, $5::text))
         and ${counted.text}
       order by ${order} limit $6`,
      [facilityId, code, today, from?.[1] ?? null, from?.[2] ?? '', count + 1, ...counted.values],
    );
    const shown = rows.slice(0, count);
    const last = shown.at(-1);
    const { vi, en } = findProgramme(code)!;
    return {
      programme: {
        code,
        title: { vi, en },
        about: rules.about,
        source: rules.source,
        verify: rules.verify,
        isSensitive: rules.label !== undefined,
      },
      counts: await countEntries(ctx, facilityId, code, today),
      lines: await showEntries(ctx, shown, today),
      ...(rows.length > count && last !== undefined && { next: `${last.place}_${last.id}` }),
    };
  },
});

/** Only those whom a part of an indicator counts. Error: record.not-found where the programme has no such indicator. */
function figureSql(
  rules: ProgrammeRules,
  figure: string | undefined,
  part: FigurePart,
  today: string,
  first: number,
): SqlPart {
  if (figure === undefined) return { text: 'true', values: [] };
  const rule = rules.indicators.find((one) => one.code === figure);
  if (rule === undefined) throw new AppError('record.not-found');
  const of = testSql(rule.of ?? { all: [] }, today, first);
  const have = testSql(rule.have, today, first + of.values.length);
  return {
    text: `(${of.text}) and ${part === 'rest' ? 'not ' : ''}(${have.text})`,
    values: [...of.values, ...have.values],
  };
}

interface Counts {
  readonly register: number;
  readonly due: number;
  readonly late: number;
  readonly ended: number;
}

async function countEntries(ctx: Context, facilityId: string, code: string, today: string): Promise<Counts> {
  const [counts] = await ctx.sql.query<Counts>(
    `select count(*) filter (where ended_on is null)::int as register,
       count(*) filter (where ended_on is null and due_on <= $3::date)::int as due,
       count(*) filter (where ended_on is null and late_on <= $3::date)::int as late,
       count(*) filter (where ended_on is not null)::int as ended
     from programmes.entry where facility_id = $1 and programme = $2`,
    [facilityId, code, today],
  );
  return counts!;
}

export const readIndicatorsRoute = defineRoute({
  ...readIndicators,
  allow: 'programmes.see',
  handle: async (ctx, { code }) => {
    const rules = knownRules(code);
    const facilityId = stationOf(ctx);
    const today = dayInVietnam(ctx.now());
    await planStale(ctx, facilityId, plannedAtOnce);
    const question = indicatorsSql(rules, today, 3);
    const [row] = await ctx.sql.query<Record<string, number>>(
      `select ${question.text} from programmes.entry where facility_id = $1 and programme = $2 and ended_on is null`,
      [facilityId, code, ...question.values],
    );
    return {
      on: today,
      indicators: rules.indicators.map(({ code: name, title, better }, at) => ({
        code: name,
        title,
        better,
        of: row?.[`of${at}`] ?? 0,
        have: row?.[`have${at}`] ?? 0,
      })),
    };
  },
});

/** All indicators of a programme as the columns of one SELECT. */
function indicatorsSql(rules: ProgrammeRules, today: string, first: number): SqlPart {
  const values: unknown[] = [];
  const columns = rules.indicators.flatMap(({ of = { all: [] }, have }, at) => {
    const part = (test: typeof of): string => {
      const made = testSql(test, today, first + values.length);
      values.push(...made.values);
      return made.text;
    };
    return [
      `count(*) filter (where ${part(of)})::int as of${at}`,
      `count(*) filter (where ${part({ all: [of, have] })})::int as have${at}`,
    ];
  });
  return { text: columns.join(', '), values };
}
