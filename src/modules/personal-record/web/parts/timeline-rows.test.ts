import { expect, test } from 'vitest';
import type { TimelineEntry } from '../../api.ts';
import { timelineRows } from './timeline-rows.ts';

const line = (id: string, more: Partial<TimelineEntry> = {}): TimelineEntry => ({
  id,
  kind: 'test',
  title: id,
  marks: [],
  at: '2026-10-05',
  ...more,
});
const inVisit = { visit: 'v' };
const panel = line('p', {
  ...inVisit,
  group: { of: 'panel', lines: [line('a', inVisit), line('b', inVisit)], out: 0, within: 2 },
});
const visit = [
  line('v', { kind: 'visit' }),
  line('d', { kind: 'diagnosis', ...inVisit }),
  panel,
  line('c', { kind: 'course', quiet: true, ...inVisit }),
];
const shown = (entries: readonly TimelineEntry[], turned: readonly string[] = [], whole = false) =>
  timelineRows(entries, new Set(turned), whole).map(({ row, key }) => `${row} ${key}`);

test('a closed visit is its card with its diagnoses and one row a group; notes wait', () => {
  expect(shown(visit)).toEqual(['year year-2026-0', 'visit v', 'group p']);
  expect(timelineRows(visit, new Set(), false)[1]).toMatchObject({ diagnoses: [{ id: 'd' }], open: false });
});

test('an opened visit shows every line and the way to its source', () => {
  expect(shown(visit, ['v'])).toEqual([
    'year year-2026-0',
    'visit v',
    'source source-v',
    'line d',
    'group p',
    'line a',
    'line b',
    'line c',
  ]);
});

test('a group opens by itself, and closes by itself in an opened visit', () => {
  expect(shown(visit, ['p'])).toEqual(['year year-2026-0', 'visit v', 'group p', 'line a', 'line b']);
  expect(shown(visit, ['v', 'p'])).not.toContain('line a');
});

test('words found inside a group open it at those words; a tap shows the rest', () => {
  const found = [{ ...panel, group: { ...panel.group!, hits: ['b'] } }];
  expect(shown(found, [], true)).toEqual(['year year-2026-0', 'group p', 'line b']);
  expect(shown(found, ['p'], true)).toEqual(['year year-2026-0', 'group p', 'line a', 'line b']);
});

test('a long stay is cut after eight rows and says how many wait', () => {
  const stay = [
    line('v', { kind: 'visit' }),
    ...Array.from({ length: 30 }, (_, n) => line(`x${n}`, inVisit)),
  ];
  expect(shown(stay)).toHaveLength(11);
  expect(timelineRows(stay, new Set(), false).at(-1)).toMatchObject({ row: 'more', hidden: 22, last: true });
});
