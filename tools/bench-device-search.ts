/** Runs in the page of `npm run bench -- device`: how long each of some searches takes there. */
import type { NameRow } from '../src/kernel/offline/name-rows.ts';
import { createNameSearch } from '../src/kernel/offline/name-search.ts';

const asked = [
  'nguyen',
  'hoa',
  'tran van',
  'duc',
  'ng',
  'le thi mai',
  'pham',
  'khong co ai',
  'vu hong',
  '0912',
];

function searchTimes(names: readonly string[]): number[] {
  const people = createNameSearch(
    names.map((name, at): NameRow => [
      `p${at}`,
      name,
      `${1930 + (at % 90)}-01-01`,
      '',
      '',
      `09${at}`,
      `${at}`,
    ]),
  );
  return Array.from({ length: 60 }, (_, at) => {
    const from = performance.now();
    people.find(asked[at % asked.length]!, 20);
    return performance.now() - from;
  });
}
(globalThis as unknown as { searchTimes: typeof searchTimes }).searchTimes = searchTimes;
