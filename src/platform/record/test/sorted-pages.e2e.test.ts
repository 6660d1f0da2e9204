import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database, Statement } from '../../sql/database.ts';
import { keysBetween, timeKey } from '../search/time-key.ts';
import { bundleOf, createdId, idsOf, observation, patient, post, transaction } from './examples.ts';
import { comparisons, dateQuestion, tokenQuestion, type Json, type Question } from './naive-search.ts';
import { startRecord, type TestRecord } from './start-record.ts';

/** Times of every width, some of them equal, some of the same beginning; a null is one that nobody wrote down. */
const moments = [
  null,
  '2025',
  '2026',
  '2026-01',
  '2026-05',
  '2026-05-01',
  '2026-05-02',
  '2026-05-01T08:30:00+07:00',
  '2026-05-01T01:30:00Z',
  '2026-05-01T08:30:00.250+07:00',
  '1969-12-31T23:59:59Z',
  '1815-03-04',
  '0001-01-01',
  '9999-12-31',
] as const;
const periods = [
  { start: '2026-05-01', end: '2026-05-03' },
  { start: '2026-05-01' },
  { end: '2026-05-01' },
  { start: '2026-01-01', end: '2026-12-31' },
  { start: '2026-05-01T08:30:00+07:00', end: '2026-05-01T09:00:00+07:00' },
];
type Time = string | { start?: string; end?: string } | null;
interface Wish {
  readonly when: Time;
  /** A second time of another parameter. */
  readonly value: string | null;
  readonly code: string;
}

const codes = ['8867-4', '2345-7', '718-7'];
const time: fc.Arbitrary<Time> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...moments) },
  { weight: 1, arbitrary: fc.constantFrom(...periods) },
  {
    weight: 3,
    arbitrary: fc
      .integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2026, 11, 31) })
      .map((ms) => new Date(ms - (ms % 1000)).toISOString()),
  },
);
const wish: fc.Arbitrary<Wish> = fc.record({
  when: time,
  value: fc.option(fc.constantFrom('2026-05-01', '2020-02-02T00:00:00Z', '2025-07'), { freq: 3 }),
  code: fc.constantFrom(...codes),
});

function resourceOf({ when, value, code }: Wish, person: string): ReturnType<typeof observation> {
  return JSON.parse(
    JSON.stringify({
      ...observation(person, { code: { coding: [{ system: 'http://loinc.org', code }] } }),
      effectiveDateTime: typeof when === 'string' ? when : undefined,
      effectivePeriod: when !== null && typeof when === 'object' ? when : undefined,
      valueDateTime: value ?? undefined,
    }),
  ) as ReturnType<typeof observation>;
}

const two = (number: number): string => String(number).padStart(2, '0');

/** When a written time begins, Vietnam's where no zone stands. */
function begins(text: string): number {
  if (text.includes('T')) return Date.parse(text);
  const [year = '', month = two(1), day = two(1)] = text.split('-');
  return Date.parse(`${year}-${month}-${day}T00:00:00+07:00`);
}

function keyOf(resource: Json, code: string, descending: boolean): number {
  const period = resource['effectivePeriod'] as { start?: string } | undefined;
  const text = resource[code === 'date' ? 'effectiveDateTime' : 'valueDateTime'];
  if (typeof text === 'string') return begins(text);
  if (code === 'date' && period !== undefined)
    return period.start === undefined ? -Infinity : begins(period.start);
  return descending ? -Infinity : Infinity;
}

/** The order that the standard asks for; equal ones by id, so that it is one order. */
function inOrder(resources: readonly Json[], code: string, descending: boolean): Json[] {
  return resources.toSorted((a, b) => {
    const [left, right] = [keyOf(a, code, descending), keyOf(b, code, descending)];
    if (left !== right) return left < right === descending ? 1 : -1;
    return a.id < b.id ? -1 : 1;
  });
}

let record: TestRecord;
beforeAll(async () => {
  record = await startRecord();
});
afterAll(() => record.stop());

async function write(...entries: object[]): Promise<unknown> {
  const answer = await record.call('POST', '/', transaction(...entries));
  expect(answer.status, answer.text.slice(0, 500)).toBe(200);
  return answer.json;
}

async function person(): Promise<string> {
  return createdId(await write(post(patient())), 0);
}

async function store(of: string, wishes: readonly Wish[]): Promise<Json[]> {
  const resources = wishes.map((one) => resourceOf(one, of));
  const made = await write(...resources.map((resource) => post(resource)));
  return resources.map((resource, at) => ({ ...resource, id: createdId(made, at) }));
}

/** All pages of a search, one after the other; `meanwhile` runs between them. */
async function pagesOf(query: string, meanwhile?: () => Promise<void>): Promise<string[]> {
  const seen: string[] = [];
  for (let url: string | undefined = query; url !== undefined;) {
    const answer = await record.call('GET', `/${url}`);
    expect(answer.status, `${url} ${answer.text.slice(0, 300)} ${String(answer.headers['x-cause'])}`).toBe(
      200,
    );
    const page: ReturnType<typeof bundleOf> = bundleOf(answer.json);
    seen.push(...idsOf(page));
    await meanwhile?.();
    url = page.link?.find(({ relation }) => relation === 'next')?.url.replace('http://sen.test/fhir/', '');
  }
  return seen;
}

const filter: fc.Arbitrary<Question | undefined> = fc.option(
  fc.oneof(
    fc
      .tuple(
        fc.constantFrom(...Object.keys(comparisons)),
        fc.constantFrom('2026-05-01', '2026-05', '2026', '2025-03', '2026-05-01T08:30:00+07:00', '1900'),
      )
      .map(([prefix, text]) => dateQuestion('date', 'Observation.effective', prefix, text)),
    fc
      .constantFrom(...codes)
      .map((code) => tokenQuestion('code', 'Observation.code', [{ system: 'http://loinc.org', code }])),
  ),
  { nil: undefined },
);

describe('a record sorted by time comes in the order of a plain reading', () => {
  let id = '';
  let all: readonly Json[] = [];
  beforeAll(async () => {
    id = await person();
    all = await store(id, fc.sample(wish, { numRuns: 150, seed: 3 }));
    // Somebody else's results stand between them in no page.
    await store(await person(), fc.sample(wish, { numRuns: 30, seed: 4 }));
  });

  it('with equal, partial, long, open and missing times, from both ends, in pages of any size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('date', 'value-date'),
        fc.boolean(),
        fc.array(filter, { maxLength: 2 }),
        fc.integer({ min: 3, max: 160 }),
        fc.boolean(),
        async (code, descending, questions, count, inCompartment) => {
          const asked = questions.filter((one) => one !== undefined);
          const matching = all.filter((one) => asked.every(({ holds }) => holds(one, new Map())));
          const parts = [
            ...(inCompartment ? [] : [`patient=${id}`]),
            ...asked.map(({ query }) => query),
            `_sort=${descending ? '-' : ''}${code}`,
            `_count=${count}`,
          ];
          const path = inCompartment ? `Patient/${id}/Observation` : 'Observation';
          const query = `${path}?${parts.join('&')}`;
          expect(await pagesOf(query), query).toEqual(
            inOrder(matching, code, descending).map((one) => one.id),
          );
        },
      ),
      { numRuns: 120, seed: 20 },
    );
  });

  it('and where the store can only narrow the search', async () => {
    const matching = all.filter((one) => JSON.stringify(one).includes('"718-7"'));
    expect(await pagesOf(`Observation?patient=${id}&code=718-7&_sort=-date&_count=7`)).toEqual(
      inOrder(matching, 'date', true).map((one) => one.id),
    );
  });

  it('and a cursor that somebody bent is refused or answered, never an error of ours', async () => {
    const bent = (time: unknown): string =>
      Buffer.from(JSON.stringify([all[0]!.id, time])).toString('base64url');
    for (const time of [1.5, -1e300, 1e300, 'Infinity', '-Infinity', 0, -0.5])
      for (const sort of ['date', '-date']) {
        const url = `/Observation?patient=${id}&_sort=${sort}&_cursor=${bent(time)}`;
        expect((await record.call('GET', url)).status, url).toBe(200);
      }
    expect(
      (await record.call('GET', `/Observation?patient=${id}&_sort=date&_cursor=${bent('x')}`)).status,
    ).toBe(400);
  });
});

describe('pages by time stay whole while the record is written', () => {
  it('what keeps its time is met once and in order, whatever is added, amended and deleted meanwhile', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(wish, { minLength: 25, maxLength: 40 }),
        fc.infiniteStream(wish),
        fc.boolean(),
        fc.integer({ min: 4, max: 9 }),
        async (wishes, news, descending, count) => {
          const id = await person();
          const all = await store(id, wishes);
          const amended = all.filter((_, at) => at % 5 === 0);
          const moved = all.filter((_, at) => at % 5 === 1);
          const gone = all.filter((_, at) => at % 5 === 2);
          const kept = all.filter((one) => !moved.includes(one) && !gone.includes(one));
          let step = run++;
          const seen = await pagesOf(
            `Observation?patient=${id}&_sort=${descending ? '-' : ''}date&_count=${count}`,
            async () => {
              const put = (resource: Json): object => ({
                resource,
                request: { method: 'PUT', url: `Observation/${resource.id}` },
              });
              const [change, move, leave] = [amended.pop(), moved.pop(), gone.pop()];
              await write(
                post(resourceOf(news.next().value!, id)),
                post(resourceOf(news.next().value!, id)),
                ...(change === undefined
                  ? []
                  : [put({ ...change, status: step++ % 2 ? 'amended' : 'corrected' })]),
                ...(move === undefined
                  ? []
                  : [put({ ...resourceOf(news.next().value!, id), id: move.id } as Json)]),
                ...(leave === undefined
                  ? []
                  : [{ request: { method: 'DELETE', url: `Observation/${leave.id}` } }]),
              );
            },
          );
          const ids = new Set(kept.map((one) => one.id));
          expect(seen.filter((one) => ids.has(one))).toEqual(
            inOrder(kept, 'date', descending).map((one) => one.id),
          );
        },
      ),
      { numRuns: 15, seed: 7 },
    );
  });
});

/** The statements that the work sends to the search of one person. */
async function statementsOf(database: Database, work: () => Promise<unknown>): Promise<Statement[]> {
  const sent: Statement[] = [];
  const query = database.query.bind(database);
  const watching = Object.assign(database, {
    query: ((statement: string | Statement, values?: readonly unknown[]) => {
      if (typeof statement === 'object' && statement.lane === 'search') sent.push(statement);
      return query(statement, values);
    }) as Database['query'],
  });
  await work();
  watching.query = query;
  return sent;
}

interface PlanNode {
  readonly 'Actual Rows': number;
  readonly 'Index Name'?: string;
  readonly Plans?: readonly PlanNode[];
  readonly 'Rows Removed by Filter'?: number;
}

/** Rows that a statement looks at where it is planned once for all values, as the server has it. */
async function looksAt(database: Database, { text, values = [] }: Statement): Promise<number> {
  const rows = (node: PlanNode): number =>
    (node.Plans ?? []).reduce((sum, one) => sum + rows(one), 0) +
    (node['Index Name'] === undefined ? 0 : node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0));
  return database.transaction(async (tx) => {
    await tx.query('set local plan_cache_mode = force_generic_plan');
    await tx.query(`prepare walked as ${text}`);
    const given = values.map((value) => `'${String(value)}'`).join(', ');
    const plan = await tx.query<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(
      `explain (analyze, format json) execute walked (${given})`,
    );
    await tx.query('deallocate walked');
    return rows(plan.rows[0]!['QUERY PLAN'][0]!.Plan);
  });
}

describe('a page of a very long record', () => {
  const count = 2400;
  let id = '';
  beforeAll(async () => {
    id = await person();
    const hour = (at: number): string => new Date(Date.UTC(2026, 0, 1) - at * 3_600_000).toISOString();
    const wishes = Array.from({ length: count }, (_, at): Wish => ({
      when: at % 200 === 0 ? '2025' : hour((at * 1009) % count),
      value: null,
      code: codes[at % 3]!,
    }));
    for (let at = 0; at < count; at += 600) await store(id, wishes.slice(at, at + 600));
    await record.database.query('analyze record.resource');
  }, 60_000);

  it.for<[name: string, query: string, most: number]>([
    ['newest', '_sort=-date', 100],
    ['oldest', '_sort=date', 100],
    ['of one code', '_sort=-date&code=http://loinc.org%7C8867-4', 250],
    ['since a day', '_sort=-date&date=ge2025-11-20', 100],
    ['until a day', '_sort=-date&date=lt2025-11-20', 100],
    // What lasts a month may have begun before: that much is looked at besides.
    ['since a day, oldest first', '_sort=date&date=ge2025-12-20', 900],
    ['in its compartment', '', 100],
  ])('%s: only about as many rows are looked at as are shown', async ([name, query, most], ctx) => {
    ctx.skip(await record.database.isSpread(), 'reads the plan of one PostgreSQL');
    const path = name.startsWith('in its')
      ? `Patient/${id}/Observation?_sort=-date`
      : `Observation?patient=${id}&${query}`;
    const statements = await statementsOf(record.database, async () => {
      const answer = await record.call('GET', `/${path}&_count=50`);
      expect(bundleOf(answer.json).entry).toHaveLength(50);
    });
    expect(statements.length).toBeGreaterThan(0);
    let looked = 0;
    for (const statement of statements) looked += await looksAt(record.database, statement);
    expect(looked).toBeGreaterThan(49);
    expect(looked).toBeLessThan(most);
  });
});

describe('the key of a time', () => {
  it('is the same in the program and in the database', async () => {
    const tag = fc.integer({ min: 0, max: 32_767 });
    const ms = fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 });
    const pairs = fc.sample(fc.tuple(tag, ms), { numRuns: 300, seed: 1 });
    const { rows } = await record.database.query<{ key: string }>(
      `select (${timeKey('r.')})::text as key from unnest($1::float8[], $2::float8[]) with ordinality k (tag, lo, place),
        lateral (select array[tag, lo, lo + 1000]::float8[] as dates) r order by place`,
      [pairs.map(([one]) => one), pairs.map(([, lo]) => lo)],
    );
    expect(rows.map(({ key }) => key)).toEqual(pairs.map(([one, lo]) => keysBetween(one, lo, lo)[0]));
  });
});
