import type { Observation } from '@medplum/fhirtypes';
import { describe, expect, it } from 'vitest';
import type { SearchPage, StoredResource } from '#platform/record/record-store.ts';
import { readEach } from './read-each.ts';
import type { PersonFacts, Wanted } from './read-facts.ts';
import { mostOfOne, readNewest } from './read-newest.ts';

/** A record in which each person has so many lines, newest last. */
function recordOf(counts: Readonly<Record<string, number>>) {
  const asked: string[] = [];
  return {
    asked,
    search: (resourceType: string, query: string): Promise<SearchPage> => {
      asked.push(query);
      const wish = new URLSearchParams(query);
      const lines = wish
        .get('patient')!
        .split(',')
        .flatMap((patient) =>
          Array.from({ length: counts[patient] ?? 0 }, (_, at): StoredResource => {
            const id = `${patient}-${at}`;
            return { resourceType, id, versionId: '1', lastUpdated: '', text: `{"id":"${id}"}` };
          }),
        );
      const sorted = wish.get('_sort')?.startsWith('-') === true ? lines.toReversed() : lines;
      const matches = sorted.slice(0, Number(wish.get('_count')));
      return Promise.resolve({
        matches,
        included: [],
        ...(matches.length < lines.length && { next: 'more' }),
      });
    },
  };
}
const wish = { type: 'Observation', query: 'code=a,b', parts: ['code=a', 'code=b'], newestBy: 'date' };

describe('lines of some people', () => {
  it('are read by one search where they are few', async () => {
    const record = recordOf({ an: 3, binh: 2 });
    expect(await readNewest<Observation>(record, ['an', 'binh'], wish)).toHaveLength(5);
    expect(record.asked).toHaveLength(1);
    expect(await readNewest<Observation>(record, [], wish)).toEqual([]);
  });

  it('of whom has a hundred thousand, the newest of each part; the others lose nothing', async () => {
    const people = Array.from({ length: 40 }, (_, at) => `p${at}`);
    const record = recordOf({ ...Object.fromEntries(people.map((id) => [id, 5])), p17: 100_000 });
    const found = await readNewest<Observation>(record, people, wish);
    expect(found.filter(({ id }) => !id!.startsWith('p17-'))).toHaveLength(39 * 5);
    const many = found.filter(({ id }) => id!.startsWith('p17-')).map(({ id }) => id);
    expect(many).toHaveLength(2 * mostOfOne);
    expect(many[0]).toBe('p17-99999');
    expect(record.asked.length).toBeLessThan(20);
    expect(record.asked.filter((query) => query.includes('_cursor'))).toEqual([]);
  });
});

describe('people read together', () => {
  const wanted = ['an', 'bad', 'chi'].map((patientId): Wanted => ({
    patientId,
    readings: true,
    results: true,
    medicines: true,
  }));
  const factsOf = (some: readonly Wanted[]) =>
    new Map(some.map(({ patientId }) => [patientId, {} as PersonFacts]));
  it('are read at once', async () => {
    let reads = 0;
    const { people, unread } = await readEach(wanted, (some) => {
      reads += 1;
      return Promise.resolve(factsOf(some));
    });
    expect([[...people.keys()], unread.size, reads]).toEqual([['an', 'bad', 'chi'], 0, 1]);
  });
  it('one whose lines cannot be read stops nobody else', async () => {
    const { people, unread } = await readEach(wanted, (some) =>
      some.some(({ patientId }) => patientId === 'bad')
        ? Promise.reject(new Error('timeout'))
        : Promise.resolve(factsOf(some)),
    );
    expect([...people.keys()]).toEqual(['an', 'chi']);
    expect([...unread]).toEqual(['bad']);
  });
});
