import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { placementOf } from '../../sql/distribution.ts';
import type { Database, Queryable, Statement, Transaction } from '../../sql/database.ts';
import { startRecord, type TestRecord } from './start-record.ts';

/**
 * What really goes to the database in each hot path, read as a cluster would: a statement that names one bucket touches one shard; an
 * one that lists its buckets, or an insert whose rows carry theirs, touches the shards of those rows; any other goes to all shards and stands in `fanOut`.
 */
type Reach = 'one shard' | 'shards of its rows' | 'all shards';

let record: TestRecord;
let sent: string[] = [];
beforeAll(async () => {
  record = await startRecord();
  watch(record.database);
});
afterAll(() => record.stop());

/** Writes down what passes, inside transactions too. */
function watch(database: Database): void {
  const listening = <Q extends Queryable>(q: Q): Q => {
    const query = q.query.bind(q) as Queryable['query'];
    const heard: Queryable['query'] = (statement: string | Statement, values) => {
      sent.push((typeof statement === 'string' ? statement : statement.text).replace(/\s+/g, ' ').trim());
      return query(statement, values);
    };
    return Object.assign(q, { query: heard });
  };
  const inner = (tx: Transaction): Transaction => {
    const nested = tx.transaction.bind(tx);
    return Object.assign(listening(tx), {
      transaction: ((work) => nested((deeper) => work(inner(deeper)))) as Transaction['transaction'],
    });
  };
  const transaction = database.transaction.bind(database);
  Object.assign(listening(database), {
    transaction: ((work) => transaction((tx) => work(inner(tx)))) as Database['transaction'],
  });
}

function spreadTablesIn(text: string): string[] {
  const names = [...text.matchAll(/\b(record|audit|doors)\.([a-z_]+)\b/gi)].map((match) => match.slice(1, 3));
  return names
    .filter(([schema = '', table = '']) => placementOf(schema, table)?.kind === 'distributed')
    .map((parts) => parts.join('.'));
}

function reachOf(text: string): Reach {
  if (/^insert into \S+ \(bucket\b/i.test(text))
    return /^insert into [^)]*\) values \(\$1/i.test(text) ? 'one shard' : 'shards of its rows';
  if (/\bbucket = \$\d+/.test(text)) return 'one shard';
  return /\bbucket = any \(\$\d+/.test(text) ? 'shards of its rows' : 'all shards';
}

/** Statements on spread tables, with where each goes. */
async function statementsOf(work: () => Promise<unknown>): Promise<Array<{ text: string; reach: Reach }>> {
  sent = [];
  await work();
  return sent
    .filter((text) => spreadTablesIn(text).length > 0)
    .map((text) => ({ text, reach: reachOf(text) }));
}

let patient: string;
let observation: string;
beforeAll(async () => {
  const made = await record.call('POST', '/Patient', {
    resourceType: 'Patient',
    identifier: [{ system: 'urn:test:number', value: '1' }],
    name: [{ text: 'Nguyễn Văn An' }],
    birthDate: '1960-02-03',
  });
  patient = (made.json as { id: string }).id;
  const note = await record.call('POST', '/Observation', anObservation());
  observation = (note.json as { id: string }).id;
  await record.call('PUT', `/Observation/${observation}`, { ...anObservation('final'), id: observation });
});
const anObservation = (status = 'preliminary'): object => ({
  resourceType: 'Observation',
  status,
  code: { text: 'Mạch' },
  effectiveDateTime: '2026-03-10T08:00:00+07:00',
  subject: { reference: `Patient/${patient}` },
});
const get = (path: () => string) => async (): Promise<void> => {
  const { status, text } = await record.call('GET', path());
  expect([status, text.slice(0, 300)]).toEqual([200, expect.any(String)]);
};

const hot: ReadonlyArray<readonly [string, () => Promise<void>]> = [
  ['read', get(() => `/Observation/${observation}`)],
  ['vread', get(() => `/Observation/${observation}/_history/1`)],
  ['history of one', get(() => `/Observation/${observation}/_history`)],
  ['search by identifier', get(() => '/Patient?identifier=urn:test:number|1')],
  ['search by patient', get(() => `/Observation?patient=${patient}&_sort=-date&_count=50`)],
  ['$everything', get(() => `/Patient/${patient}/$everything`)],
  [
    'create',
    async () => expect((await record.call('POST', '/Observation', anObservation())).status).toBe(201),
  ],
  [
    'update',
    async () => {
      const body = { ...anObservation('amended'), id: observation };
      expect((await record.call('PUT', `/Observation/${observation}`, body)).status).toBe(200);
    },
  ],
];

/** Statements that go to every shard although the path is hot: how they begin, and why that is so. */
const fanOut: ReadonlyArray<readonly [path: string, begins: RegExp, why: string]> = [
  [
    'update',
    /^delete from record\.shared s where s\.id = any/,
    'the further persons of a resource may stand in any bucket; an index probe on each shard',
  ],
];

describe('a hot path touches one shard', () => {
  it.each(hot)('%s', async (path, work) => {
    const statements = await statementsOf(work);
    expect(statements.length).toBeGreaterThan(0);
    const everywhere = statements.filter(({ reach }) => reach === 'all shards').map(({ text }) => text);
    const known = fanOut.filter(([of]) => of === path).map(([, begins]) => begins);
    expect(everywhere.filter((text) => !known.some((begins) => begins.test(text)))).toEqual([]);
    // A reason that no statement needs any more goes from the list.
    expect(known.filter((begins) => !everywhere.some((text) => begins.test(text)))).toEqual([]);
  });
});

const across: ReadonlyArray<readonly [name: string, path: string, why: string]> = [
  [
    'a name',
    '/Patient?name=nguyen van an&birthdate=1960',
    'people live in all buckets; each shard asks its own index',
  ],
  ['a type by time', '/Observation?_lastUpdated=gt2026-01-01', 'people live in all buckets'],
  ['the history of a type', '/Observation/_history', 'people live in all buckets'],
];

describe('what concerns many people asks every shard, and only that', () => {
  it.each(across)('%s', async (_name, path) => {
    const statements = await statementsOf(get(() => encodeURI(path)));
    expect(statements.some(({ reach }) => reach === 'all shards')).toBe(true);
  });
});
