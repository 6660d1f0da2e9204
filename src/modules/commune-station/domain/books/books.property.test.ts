import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aStation } from '../../test/a-station.ts';
import { recount } from '../../test/recount.ts';
import { allLines, cellsOf, figuresOf, linesBehind } from './figures.ts';
import { dueDay, periodOf } from './periods.ts';
import { registers } from './registers/registers.ts';
import { reports } from './reports/reports.ts';
import { resourcesOfPeriod } from './resources-of-period.ts';
import { tablesOf } from './rows-of-resources.ts';

const october = { ...periodOf('2026-10')!, station: 'station' };
const dengue = reports.find(({ code }) => code === '11')!.rows.find(({ key }) => key === 'A97')!.key;
const monthOf = (seed: number, visits = 120) =>
  aStation({ seed, people: 60, visits, month: '2026-10' }).resources;

describe('books and reports of a station', () => {
  it('say what a plain recount of the record says', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 0, max: 150 }), (seed, visits) => {
        const resources = monthOf(seed, visits);
        const lines = allLines(registers, tablesOf(resources as never), october);
        const figures = figuresOf(reports, lines, october);
        const { dengue: cases = 0, ...expected } = recount(resources, october.from, october.to);
        const told = Object.fromEntries(Object.keys(expected).map((name) => [name, figures[name]]));
        expect({ ...told, dengue: figures[`11/${dengue}/cases`] }).toEqual({ ...expected, dengue: cases });
      }),
      { numRuns: 20 },
    );
  });

  it('do not depend on the order in which the record is read', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
        const resources = monthOf(seed);
        const there = allLines(registers, tablesOf(resources as never), october);
        const back = allLines(registers, tablesOf(resources.toReversed() as never), october);
        expect([...back]).toEqual([...there]);
      }),
      { numRuns: 3 },
    );
  });

  it('are the same on a device that holds other months and what other facilities did for the same people', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
        const own = monthOf(seed);
        const elsewhere = aStation({
          seed: seed + 2,
          people: 60,
          visits: 80,
          month: '2026-10',
          facilityId: 'hospital',
        });
        const before = aStation({ seed: seed + 1, people: 60, visits: 80, month: '2026-08' });
        const held = [...before.resources, ...elsewhere.resources, ...own].filter(
          ({ resourceType }) => resourceType !== 'Patient',
        );
        const people = own.filter(({ resourceType }) => resourceType === 'Patient');
        const figures = (resources: readonly unknown[]) => {
          const lines = allLines(registers, tablesOf(resources as never), october);
          return figuresOf(reports, lines, october);
        };
        const chosen = resourcesOfPeriod([...held, ...people] as never, 'station', october);
        const theirs = before.resources.filter(({ resourceType }) =>
          ['EpisodeOfCare', 'Immunization', 'PractitionerRole'].includes(resourceType),
        );
        expect(figures(chosen)).toEqual(figures([...theirs, ...own]));
      }),
      { numRuns: 3 },
    );
  });

  it('show behind each figure exactly the lines that it counts', () => {
    const lines = allLines(registers, tablesOf(monthOf(7, 400) as never), october);
    const figures = figuresOf(reports, lines, october);
    let opened = 0;
    for (const cell of reports.flatMap(cellsOf)) {
      const behind = linesBehind(cell, lines, october);
      const { distinct, sum } = cell.row;
      const counted =
        distinct !== undefined
          ? new Set(behind.map((line) => line[distinct]).filter((one) => one !== null)).size
          : sum === undefined
            ? behind.length
            : behind.reduce((all, line) => all + Number(line[sum] ?? 0), 0);
      expect([cell.id, counted]).toEqual([cell.id, figures[cell.id]]);
      opened += behind.length;
    }
    expect(opened).toBeGreaterThan(400);
  });

  it('count every visit of the month in the book of examinations, and none of another month', () => {
    const lines = allLines(registers, tablesOf(monthOf(3, 300) as never), october).get('A1')!;
    expect(lines.length).toBeGreaterThan(250);
    expect(lines.every(({ day }) => String(day) >= '2026-10-01' && String(day) <= '2026-10-31')).toBe(true);
  });

  it('hold fourteen forms and the books A1 to A12, each with a name in two languages and cells of its own', () => {
    expect(reports.map(({ code }) => Number(code))).toEqual(Array.from({ length: 14 }, (_, at) => at + 1));
    for (let book = 1; book <= 12; book += 1)
      expect(registers.some(({ code }) => code === `A${book}` || code.startsWith(`A${book}.`))).toBe(true);
    const ids = reports.flatMap(cellsOf).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { of } of reports.flatMap(({ rows }) => rows))
      expect(registers.map(({ code }) => code)).toContain(of);
  });
});

it.each([
  ['2026-10', '2026-11-06'],
  ['2026-11', '2026-12-07'],
  ['2025', '2026-01-15'],
])('a report of %s is due on %s', (name, day) => {
  expect(dueDay(periodOf(name)!)).toBe(day);
});

it('a period that is no month and no year is none', () => {
  expect(periodOf('2026-13')).toBeUndefined();
  expect(periodOf('10/2026')).toBeUndefined();
});
