import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { entryKinds, type Entry } from '../api.ts';
import { askTimeline, orderEntries, pageOf, yearOf } from './timeline.ts';

const line = (id: string, more: Partial<Entry> = {}): Entry => ({
  id,
  kind: 'test',
  title: id,
  marks: [],
  ...more,
});

const visit = line('v1', {
  kind: 'visit',
  title: 'Ngoại trú',
  at: '2026-08-14T01:15:00Z',
  facility: 'Trạm Y tế phường Sen',
});
const glucose = line('g1', { title: 'Định lượng Glucose [Máu]', at: '2026-08-14T02:00:00Z', visit: 'v1' });
const late = line('r1', { title: 'Siêu âm', at: '2026-08-20', visit: 'v1' });
const diabetes = line('c1', {
  kind: 'diagnosis',
  title: 'Đái tháo đường',
  code: 'E11.9',
  at: '2020-01-01',
  visit: 'v1',
});
const flu = line('i1', { kind: 'immunisation', title: 'Vắc xin cúm', at: '2025-10-03' });
const undated = line('u1', { kind: 'document', title: 'Giấy cũ' });

describe('order', () => {
  test('newest first, undated last, the lines of a visit under it whenever they were written', () => {
    expect(orderEntries([undated, flu, late, glucose, diabetes, visit]).map(({ id }) => id)).toEqual([
      'v1',
      'c1',
      'g1',
      'r1',
      'i1',
      'u1',
    ]);
  });

  test('whatever the order of arrival, the order on the page is the same', () => {
    const arbitrary = fc.array(
      fc
        .record({
          id: fc.uuid(),
          kind: fc.constantFrom(...entryKinds),
          year: fc.integer({ min: 1950, max: 2026 }),
          visit: fc.option(fc.constantFrom('a', 'b'), { nil: undefined }),
        })
        .map(({ id, kind, year, visit: of }) =>
          line(id, { kind, at: String(year), ...(of !== undefined && kind !== 'visit' && { visit: of }) }),
        ),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(arbitrary, (entries) => {
        expect(orderEntries(entries.toReversed())).toEqual(orderEntries(entries));
      }),
      { numRuns: 200 },
    );
  });

  test('pages joined are the whole, nothing twice', () => {
    const entries = orderEntries([
      visit,
      ...Array.from({ length: 57 }, (_, n) => line(`x${n}`, { at: `20${10 + (n % 15)}-01-01` })),
      glucose,
      late,
    ]);
    const seen: string[] = [];
    for (let after: string | undefined, more = true; more;) {
      const { page, next } = pageOf(entries, after, 10);
      seen.push(...page.map(({ id }) => id));
      after = next;
      more = next !== undefined;
    }
    expect(seen).toEqual(entries.map(({ id }) => id));
  });

  test('a page does not end in the middle of a visit', () => {
    const { page } = pageOf(orderEntries([visit, glucose, late, diabetes, flu]), undefined, 2);
    expect(page.map(({ id }) => id)).toEqual(['v1', 'c1', 'g1', 'r1']);
  });
});

describe('finding', () => {
  const all = [visit, glucose, late, diabetes, flu, undated];

  test.each([
    ['duong', ['c1']],
    ['GLUCOSE mau', ['g1']],
    ['e11', ['c1']],
    ['vac xin cum', ['i1']],
    ['phường sen', ['v1']],
    ['không có đâu', []],
  ])('"%s" is found without marks and in any order', (words, ids) => {
    expect(askTimeline(all, { words }).found.map(({ id }) => id)).toEqual(ids);
  });

  test('a kind shows only its lines, while the counts of the other kinds stay true', () => {
    const { found, kinds } = askTimeline(all, { kinds: ['test'] });
    expect(found.map(({ id }) => id)).toEqual(['g1', 'r1']);
    expect(kinds).toMatchObject({ diagnosis: 1, test: 2, immunisation: 1 });
  });

  test('late evening in UTC belongs to the next year in Việt Nam', () =>
    expect(yearOf(line('n', { at: '2025-12-31T18:00:00Z' }))).toBe('2026'));

  test('years are counted for the kinds that are chosen', () => {
    expect(askTimeline(all, { kinds: ['immunisation'] }).years).toEqual([{ year: '2025', count: 1 }]);
  });
});
