import type { Patient } from '@medplum/fhirtypes';
import { daysBetween, monthsBetween } from '#kernel/vietnam/calendar-days.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { findProgramme } from '#kernel/vietnam/programmes.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { personBucket } from '#platform/record/place.ts';
import {
  readPerson,
  type GrowthView,
  type PersonEntry,
  type PersonView,
  type PregnancyView,
} from '../api.ts';
import { allRules, isFor, rulesOf } from '../domain/all-rules.ts';
import { datedRows, type Sources } from '../domain/gather-facts.ts';
import {
  chartLines,
  daysOfMonth,
  rowAt,
  valueOf,
  zScore,
  type GrowthIndicator,
  type LmsRow,
} from '../domain/growth.ts';
import { planEntry, type GrowthTables } from '../domain/plan-entry.ts';
import { gestationOn, risksOf, visitsByPeriod } from '../domain/pregnancy.ts';
import type { ProgrammeRules } from '../domain/rule.ts';
import type { Facts } from '../domain/test-rule.ts';
import { entryColumns, showEntries, type EntryRow } from '../register/entry-row.ts';
import { readTables } from '../register/growth-tables.ts';
import { readSources } from '../register/read-sources.ts';

export const readPersonRoute = defineRoute({
  ...readPerson,
  allow: 'record.read',
  handle: async (ctx, { id }): Promise<PersonView> => {
    const patient = JSON.parse((await ctx.record.read('Patient', id)).text) as Patient;
    const today = dayInVietnam(ctx.now());
    const rows = await ctx.sql.query<EntryRow>(
      `select ${entryColumns} from programmes.entry where bucket = $1 and patient_id = $2 order by ended_on desc nulls first, started_on desc`,
      [personBucket(id), id],
    );
    const rules = rows.flatMap(({ programme }) => rulesOf(programme) ?? []);
    const isChild = patient.birthDate?.length === 10 && monthsBetween(patient.birthDate, today) < 60;
    const asked = isChild ? [...rules, rulesOf('child-growth')!] : rules;
    // By the reader's own right: what she may not see makes no figure and no line.
    const known = (await readSources(ctx, [id], asked)).get(id);
    const sources = known?.sources ?? {};
    const tables =
      patient.gender === 'male' || patient.gender === 'female' ? (await readTables(ctx))[patient.gender] : {};
    const planned = rows.map((row) => plan(row, patient, sources, tables, today));
    const lines = await showEntries(
      ctx,
      planned.map(({ row }) => row),
      today,
    );
    const seen = planned.filter((_, at) => lines[at]!.name !== undefined);
    const entries = lines.filter(({ name }) => name !== undefined);
    const shown = entries.map((line, at) => ({ ...line, ...lineOf(seen[at]!.row, sources, today) }));
    const pregnancy = seen.find(({ row }) => row.programme === 'antenatal' && row.ended === null);
    return {
      today,
      entries: shown,
      ...(pregnancy !== undefined && { ...pregnancyOf(pregnancy, sources, today) }),
      growth: isChild ? growthOf(patient.birthDate!, sources, tables, today) : [],
      mayBegin: mayBegin(ctx, patient, shown, today),
    };
  },
});

interface Planned {
  readonly row: EntryRow;
  readonly facts: Facts;
}

/** The entry as it is now, worked out from what the reader may see. */
function plan(
  row: EntryRow,
  patient: Patient,
  sources: Sources,
  tables: GrowthTables,
  today: string,
): Planned {
  const rules = rulesOf(row.programme);
  if (rules === undefined || row.ended !== null) return { row, facts: row.facts };
  const { facts, visit } = planEntry(
    rules,
    { birth: patient.birthDate, sources, tables },
    row.started,
    today,
  );
  return {
    facts,
    row: { ...row, facts, due: visit?.dueOn ?? null, late: visit?.lateOn ?? null, why: visit?.why ?? null },
  };
}

function lineOf(row: EntryRow, sources: Sources, today: string): Pick<PersonEntry, 'programme' | 'series'> {
  const { vi, en } = findProgramme(row.programme)!;
  const rules = rulesOf(row.programme);
  return {
    programme: { code: row.programme, title: { vi, en } },
    series: (rules?.facts ?? []).flatMap((fact) => {
      const points = datedRows(fact.view, sources, today).flatMap(({ on, row: cells }) => {
        const value = cells[fact.column];
        return typeof value === 'number'
          ? [{ on, value: fact.unit === 'kg' && value > 200 ? value / 1000 : value }]
          : [];
      });
      if (points.length === 0 || fact.isShown === false) return [];
      return [
        { code: fact.code, title: fact.title, points, ...(fact.unit !== undefined && { unit: fact.unit }) },
      ];
    }),
  };
}

function pregnancyOf(
  { row, facts }: Planned,
  sources: Sources,
  today: string,
): { readonly pregnancy?: PregnancyView } {
  const gestation = gestationOn(facts, today);
  if (gestation === undefined) return {};
  const rules = rulesOf('antenatal')!;
  const days = new Set(
    rules.facts
      .filter(({ isVisit }) => isVisit === true)
      .flatMap(({ view }) => datedRows(view, sources, today).map(({ on }) => on))
      .filter((on) => on >= row.started),
  );
  const visitDays = [...days].toSorted();
  return {
    pregnancy: {
      entryId: row.id,
      ...gestation,
      risks: risksOf(facts),
      visits: [...visitsByPeriod(visitDays, gestation.dueOn)],
      visitDays,
      unknown: ['haemoglobin', 'proteinuria', 'height', 'births'].filter((code) => facts[code] === undefined),
    },
  };
}

const measures = [
  { indicator: 'weight-for-age', view: 'weight', unit: 'kg' },
  { indicator: 'height-for-age', view: 'height', unit: 'cm' },
] as const satisfies readonly { indicator: GrowthIndicator; view: 'weight' | 'height'; unit: string }[];

function growthOf(birth: string, sources: Sources, tables: GrowthTables, today: string): GrowthView[] {
  return measures.map(({ indicator, view, unit }) => {
    const table = tables[indicator];
    const points = datedRows(view, sources, today).flatMap(({ on, row }) => {
      const raw = row['value'];
      if (typeof raw !== 'number' || on < birth) return [];
      const value = unit === 'kg' && raw > 200 ? raw / 1000 : raw;
      const months = daysBetween(birth, on) / daysOfMonth;
      const lms = table === undefined ? undefined : rowAt(table, months);
      const z = lms === undefined ? undefined : Math.round(zScore(lms, value) * 100) / 100;
      return [{ on, months: Math.round(months * 100) / 100, value, ...(z !== undefined && { z }) }];
    });
    return {
      indicator,
      unit,
      points,
      lines: linesOf(table),
      ...(table !== undefined && { table: indicator }),
    };
  });
}

function linesOf(table: readonly LmsRow[] | undefined): GrowthView['lines'] {
  if (table === undefined) return [];
  return chartLines.map((z) => ({
    z,
    points: table.map((row) => ({ months: row.at, value: Math.round(valueOf(row, z) * 100) / 100 })),
  }));
}

/** Programmes that a worker may begin for her: fit for age and sex, and not begun. */
function mayBegin(ctx: Context, patient: Patient, entries: readonly PersonEntry[], today: string) {
  if (!ctx.can('programmes.keep')) return [];
  const open = new Set(
    entries.filter(({ endedOn }) => endedOn === undefined).map(({ programme }) => programme.code),
  );
  const years =
    patient.birthDate === undefined
      ? undefined
      : Number(today.slice(0, 4)) - Number(patient.birthDate.slice(0, 4));
  return allRules
    .filter((rules: ProgrammeRules) => !open.has(rules.code) && isFor(rules, { sex: patient.gender, years }))
    .map(({ code }) => {
      const { vi, en } = findProgramme(code)!;
      return { code, title: { vi, en } };
    });
}
