import type { Patient } from '@medplum/fhirtypes';
import { daysBetween, monthsBetween } from '#kernel/vietnam/calendar-days.ts';
import { findProgramme } from '#kernel/vietnam/programmes.ts';
import type { GrowthView, PersonEntry, PersonView, PregnancyView } from '../api.ts';
import { allRules, isFor, rulesOf } from './all-rules.ts';
import { lineOfEntry, type KeptEntry } from './entry-line.ts';
import { datedRows, type Sources } from './gather-facts.ts';
import {
  chartLines,
  daysOfMonth,
  rowAt,
  valueOf,
  zScore,
  type GrowthIndicator,
  type LmsRow,
} from './growth.ts';
import { planEntry, type GrowthTables } from './plan-entry.ts';
import { gestationOn, risksOf, visitsByPeriod } from './pregnancy.ts';
import type { ProgrammeRules } from './rule.ts';

/** What of a person her view is made of. */
export interface PersonKnown {
  readonly patient: Patient;
  readonly sources: Sources;
  readonly tables: GrowthTables;
  readonly today: string;
  /** Whether the reader takes people into programmes. */
  readonly mayKeep: boolean;
}

const childMonths = 60;

const isChild = ({ birthDate }: Patient, today: string): boolean =>
  birthDate?.length === 10 && monthsBetween(birthDate, today) < childMonths;

/** Programmes whose facts a person's page shows: hers, and growth for a child. */
export function rulesAsked(
  rows: readonly Pick<KeptEntry, 'programme'>[],
  patient: Patient,
  today: string,
): ProgrammeRules[] {
  const rules = rows.flatMap(({ programme }) => rulesOf(programme) ?? []);
  return isChild(patient, today) ? [...rules, rulesOf('child-growth')!] : rules;
}

/** What one person is followed for. @param rows her entries that the reader may see, planned */
export function personViewOf(rows: readonly KeptEntry[], known: PersonKnown): PersonView {
  const { patient, sources, tables, today } = known;
  const entries = rows.map((row) => ({
    ...lineOfEntry(row, patient, today),
    ...lineOf(row, sources, today),
  }));
  const pregnancy = rows.find(({ programme, ended }) => programme === 'antenatal' && ended === null);
  return {
    today,
    entries,
    ...(pregnancy !== undefined && { ...pregnancyOf(pregnancy, sources, today) }),
    growth: isChild(patient, today) ? growthOf(patient.birthDate!, sources, tables, today) : [],
    mayBegin: known.mayKeep ? mayBegin(patient, entries, today) : [],
  };
}

/** The entry as it is now, worked out from what the reader may see. */
export function planAgain<R extends KeptEntry>(
  row: R,
  patient: Patient,
  sources: Sources,
  tables: GrowthTables,
  today: string,
): R {
  const rules = rulesOf(row.programme);
  if (rules === undefined || row.ended !== null) return row;
  const { facts, visit } = planEntry(
    rules,
    { birth: patient.birthDate, sources, tables },
    row.started,
    today,
  );
  return { ...row, facts, due: visit?.dueOn ?? null, late: visit?.lateOn ?? null, why: visit?.why ?? null };
}

function lineOf(row: KeptEntry, sources: Sources, today: string): Pick<PersonEntry, 'programme' | 'series'> {
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
  row: KeptEntry,
  sources: Sources,
  today: string,
): { readonly pregnancy?: PregnancyView } {
  const { facts } = row;
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
function mayBegin(patient: Patient, entries: readonly PersonEntry[], today: string) {
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
