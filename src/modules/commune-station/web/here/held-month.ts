import type { Patient, Resource } from '@medplum/fhirtypes';
import type { Language } from '#kernel/schema.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Device } from '#web/offline/device.ts';
import type { ReportsView } from '../../api.ts';
import { allLines, cellsOf, figuresOf, linesBehind, type Figures } from '../../domain/books/figures.ts';
import type { HeldStation } from '../../domain/books/held-station.ts';
import { lookOver } from '../../domain/books/look-over.ts';
import { dueDay, periodOf } from '../../domain/books/periods.ts';
import { findRegister, registers } from '../../domain/books/registers/registers.ts';
import { findReport, reports } from '../../domain/books/reports/reports.ts';
import { heldBookTypes, resourcesOfPeriod } from '../../domain/books/resources-of-period.ts';
import { tablesOf } from '../../domain/books/rows-of-resources.ts';
import { shownLines, type ShownLine } from '../../domain/books/show-lines.ts';
import type { Period, Row } from '../../domain/books/tables.ts';

/** A month as this device counts it: by the same views, books and forms as the centre. */
export interface HeldMonth {
  readonly station: HeldStation;
  readonly period: Period;
  readonly lines: ReadonlyMap<string, readonly Row[]>;
  readonly figures: Figures;
  readonly people: ReadonlyMap<string, Patient>;
}

/** Reads what the device holds and counts a month. Error: RangeError for what is no period. */
export async function countHere(device: Device, station: HeldStation, name: string): Promise<HeldMonth> {
  const found = periodOf(name);
  if (found === undefined) throw new RangeError('no period');
  const period = { ...found, station: station.stationId };
  const held: Resource[] = [...station.resources];
  for (const type of heldBookTypes) held.push(...(await device.all(type)));
  const chosen = resourcesOfPeriod(held as never, station.stationId, period);
  const lines = allLines(registers, tablesOf(chosen), period);
  const people = new Map(
    (chosen as unknown as Resource[]).flatMap((one): [string, Patient][] =>
      one.resourceType === 'Patient' ? [[one.id!, one]] : [],
    ),
  );
  return { station, period, lines, figures: figuresOf(reports, lines, period), people };
}

/** All lines of a book as they are shown. */
export function bookHere(month: HeldMonth, code: string, language: Language): ShownLine[] {
  const register = findRegister(code);
  return register === undefined ? [] : show(month, code, month.lines.get(code) ?? [], language);
}

/** The lines behind a figure. */
export function figureHere(month: HeldMonth, figure: string, language: Language): ShownLine[] {
  const report = findReport(figure.split('/')[0]!);
  const cell = report && cellsOf(report).find(({ id }) => id === figure);
  if (cell === undefined) return [];
  return show(month, cell.row.of, linesBehind(cell, month.lines, month.period), language);
}

function show(month: HeldMonth, code: string, lines: readonly Row[], language: Language): ShownLine[] {
  const workers = new Map(month.station.workers.map(({ id, name }) => [id, { name: [{ text: name }] }]));
  return shownLines(findRegister(code)!, lines, { people: month.people, workers, language });
}

/** The forms of a month with what is to be looked over. Closing it, and what changed since, is the centre's: it has what other devices sent. */
export function reportsHere(month: HeldMonth, now: Date): ReportsView {
  const { station, period, figures, lines } = month;
  const closings = station.closings.filter((one) => one.period === period.name);
  return {
    station: station.station,
    period: period.name,
    dueOn: dueDay(period),
    figures,
    concerns: lookOver(lines, figures, period, dayInVietnam(now)).map(({ lines: _ids, ...rest }) => rest),
    closings,
    differences: [],
    mayClose: false,
  };
}
