import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Entry, TimelineEntry } from '../api.ts';
import type { Reading } from './concept.ts';
import { groupLines, keepFound } from './group-lines.ts';
import { mondayOf } from './own-weeks.ts';
import { askTimeline, orderEntries, pageOf } from './timeline.ts';

const reading: Reading = { nameOf: () => undefined, wordOf: () => undefined, now: new Date('2026-11-22') };
const grouped = (entries: readonly Entry[]): TimelineEntry[] =>
  groupLines({ entries: orderEntries(entries), reports: new Map() }, reading);

function pressure(id: string, at: string, high: string, low: string, more: Partial<Entry> = {}): Entry {
  const part = (name: string, value: string) => ({ name, measure: { value, unit: 'mm[Hg]' } });
  return {
    id: `Observation/${id}`,
    kind: 'vital',
    title: 'Huyết áp',
    loinc: '85354-9',
    at,
    parts: [part('tâm thu', high), part('tâm trương', low)],
    marks: ['own'],
    ...more,
  };
}
const visit: Entry = { id: 'Encounter/v', kind: 'visit', title: 'Ngoại trú', at: '2026-11-18', marks: [] };

describe('readings at home', () => {
  test('of one week are one line with how often and from where to where, newest first', () => {
    const [week, ...others] = grouped([
      pressure('a', '2026-11-16T07:00:00+07:00', '142', '90'),
      pressure('b', '2026-11-18T07:00:00+07:00', '118', '74'),
      pressure('c', '2026-11-22T21:00:00+07:00', '130', '82', { flag: 'high' }),
    ]);
    expect(others).toEqual([]);
    expect(week).toMatchObject({
      id: 'group:week:Observation/a',
      title: 'Huyết áp',
      at: '2026-11-22T21:00:00+07:00',
      flag: 'high',
      group: {
        of: 'week',
        out: 1,
        spread: {
          from: '2026-11-16T07:00:00+07:00',
          unit: 'mm[Hg]',
          ranges: [
            { low: '118', high: '142' },
            { low: '74', high: '90' },
          ],
        },
      },
    });
    expect(week?.group?.lines.map(({ id }) => id)).toEqual([
      'Observation/c',
      'Observation/b',
      'Observation/a',
    ]);
  });

  test('a week begins on Monday in Viet Nam: late on Sunday in UTC is the next week', () => {
    expect(mondayOf('2026-11-22')).toBe('2026-11-16');
    expect(mondayOf('2026-11-23')).toBe('2026-11-23');
    const two = grouped([
      pressure('sun', '2026-11-22T16:59:00Z', '120', '80'),
      pressure('mon', '2026-11-22T17:01:00Z', '120', '80'),
    ]);
    expect(two).toHaveLength(2);
  });

  test('one alone stays a line, and what a facility measured is never among them', () => {
    const one = pressure('a', '2026-11-16', '142', '90');
    const atStation = pressure('s', '2026-11-17', '150', '95', { marks: [], facility: 'Trạm' });
    expect(grouped([one, atStation]).every(({ group }) => group === undefined)).toBe(true);
  });

  test('sugar in two units is two weeks: numbers of different units have no range', () => {
    const sugar = (id: string, value: string, unit: string): Entry => ({
      ...pressure(id, '2026-11-17', '1', '1'),
      loinc: '15074-8',
      parts: undefined,
      measure: { value, unit },
    });
    const found = grouped([
      sugar('a', '6.1', 'mmol/L'),
      sugar('b', '7.20', 'mmol/L'),
      sugar('c', '110', 'mg/dL'),
    ]);
    expect(found.map(({ group }) => group?.spread?.ranges)).toEqual(
      expect.arrayContaining([undefined, [{ low: '6.1', high: '7.20' }]]),
    );
  });

  test('two weeks of them no longer push a visit out of sight', () => {
    const readings = Array.from({ length: 28 }, (_, n) =>
      pressure(
        `r${n}`,
        `2026-11-${String(9 + Math.floor(n / 2)).padStart(2, '0')}T0${1 + (n % 2)}:00:00Z`,
        '120',
        '80',
      ),
    );
    expect(grouped([...readings, visit]).map(({ kind, group }) => group?.of ?? kind)).toEqual([
      'week',
      'visit',
      'week',
    ]);
  });
});

const arbitrary = fc.array(
  fc.record({
    day: fc.integer({ min: 0, max: 40 }),
    what: fc.constantFrom('pressure', 'pulse', 'station', 'visit'),
    value: fc.integer({ min: 60, max: 200 }),
  }),
  { maxLength: 60 },
);
const entriesFrom = (drawn: readonly { day: number; what: string; value: number }[]): Entry[] =>
  drawn.map(({ day, what, value }, n) => {
    const at = new Date(Date.UTC(2026, 11, 10) + day * 86_400_000 + n * 60_000).toISOString();
    if (what === 'visit') return { ...visit, id: `Encounter/${n}`, at };
    if (what === 'station') return pressure(`${n}`, at, String(value), '70', { marks: [], facility: 'Trạm' });
    if (what === 'pressure') return pressure(`${n}`, at, String(value), '70');
    return {
      ...pressure(`${n}`, at, '1', '1'),
      title: 'Mạch',
      loinc: '8867-4',
      parts: undefined,
      measure: { value: String(value), unit: '/min' },
    };
  });
const idsOf = (entries: readonly TimelineEntry[]): string[] =>
  entries.flatMap(({ id, group }) => group?.lines.map((line) => line.id) ?? [id]);

describe('whatever was measured', () => {
  test('page by page each line is shown once, whatever the length of a page', () => {
    fc.assert(
      fc.property(arbitrary, fc.integer({ min: 1, max: 7 }), (drawn, limit) => {
        const entries = entriesFrom(drawn);
        const all = grouped(entries);
        const seen: string[] = [];
        for (let after: string | undefined, more = true; more;) {
          const { page, next } = pageOf(all, after, limit);
          seen.push(...idsOf(page));
          after = next;
          more = next !== undefined;
        }
        expect(seen.toSorted()).toEqual(entries.map(({ id }) => id).toSorted());
      }),
      { numRuns: 300 },
    );
  });

  test('a reading written between two pages neither repeats nor hides what follows', () => {
    fc.assert(
      fc.property(arbitrary, fc.integer({ min: 1, max: 7 }), (drawn, limit) => {
        const entries = entriesFrom(drawn);
        const first = pageOf(grouped(entries), undefined, limit);
        fc.pre(first.next !== undefined);
        const newest = pressure('new', '2027-02-01T00:00:00Z', '120', '80');
        const rest = pageOf(grouped([...entries, newest]), first.next, 1000);
        expect([...idsOf(first.page), ...idsOf(rest.page)].toSorted()).toEqual(
          entries.map(({ id }) => id).toSorted(),
        );
      }),
      { numRuns: 200 },
    );
  });

  test('a year that is asked for shows lines of that year alone', () => {
    fc.assert(
      fc.property(arbitrary, (drawn) => {
        const entries = entriesFrom(drawn);
        const { found } = askTimeline(orderEntries(entries), { year: '2026' });
        const shown = keepFound(grouped(entries), new Set(found.map(({ id }) => id)), false);
        expect(idsOf(shown).toSorted()).toEqual(found.map(({ id }) => id).toSorted());
      }),
      { numRuns: 200 },
    );
  });

  test('the cursor of a line that came into a week since still leads on', () => {
    const old = [
      pressure('a', '2026-11-16T07:00:00Z', '120', '80'),
      visit,
      pressure('z', '2026-10-01', '120', '80'),
    ];
    const alone = pageOf(grouped(old), undefined, 2);
    expect(alone.next).toBe('Observation/a');
    const more = grouped([...old, pressure('b', '2026-11-20T07:00:00Z', '120', '80')]);
    expect(pageOf(more, alone.next, 5).page.map(({ id }) => id)).toEqual(['Encounter/v', 'Observation/z']);
  });
});
