import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#kernel/fhir/id.ts';
import type { Purpose, TieKind } from '../../access/access-words.ts';
import type { Actor } from '../../access/actor.ts';
import { decide, type Closing, type Tie } from '../../access/decide.ts';
import { policy } from '../../access/policy.ts';
import { anActor } from '../../testing/an-actor.ts';
import { startDatabase, type TestDatabase } from '../../testing/start-database.ts';
import {
  conditionOfPerson,
  reachCondition,
  reachConditionOf,
  reachOf,
  rowsOfPersonReached,
} from '../reach.ts';
import { rowBucket } from '../place.ts';
import { rowColumns, type Row } from '../rows.ts';
import { SqlText } from '../search/sql-text.ts';
import { createSamePersons } from '../same-person/same-persons.ts';
import { applyAccess } from '../write/access-rows.ts';

let test: TestDatabase;
const now = new Date('2026-11-23T03:00:00.000Z');
const persons = [newId(1, now), newId(1, now), newId(2, now), newId(3, now)];
const sources = [newId(1, now), newId(2, now), newId(3, now)];
const types = ['Patient', 'Observation', 'Condition', 'Encounter', 'MedicationRequest'];

beforeAll(async () => {
  test = await startDatabase([{ part: 'record', folder: new URL('../migrations/', import.meta.url) }]);
});
afterAll(() => test.stop());

const tieKinds = [...new Set(policy.flatMap(({ ties }) => ties))].filter(
  (kind): kind is TieKind => kind !== 'self' && kind !== 'everybody',
);
const roles = [
  ...new Set(policy.map(({ role }) => role)),
  'administrator',
  'supervisor',
  'health-department',
];
const names = [
  'f1',
  'f2',
  'Practitioner/d1',
  `Patient/${persons[0]}`,
  `Patient/${persons[1]}`,
  'place:01',
  'account:a1',
  '*',
];
const purposes: readonly Purpose[] = [
  'care',
  'emergency',
  'own',
  'public-health',
  'insurance',
  'quality',
  'research',
  'exchange',
];

const one = <T>(list: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...list);
const list = <T>(values: readonly T[]): fc.Arbitrary<T[] | null> =>
  fc.option(fc.uniqueArray(one(values), { minLength: 1, maxLength: 3 }), { nil: null });
const time = one([-2, -1, 0, 1, 2]).map((hours) => new Date(now.getTime() + hours * 3_600_000));
const bits = fc.oneof(fc.constant(0), one([1, 2, 4, 8, 16, 32, 64, 65, 3, 96]));
const about = fc.record({ patient: one(persons), source: one(sources) });

const tie = fc
  .record({ kind: one(tieKinds), grantee: one(names), since: time, until: fc.option(time, { nil: null }) })
  .chain((base) =>
    // Only what a consent opens is narrowed in its own row.
    base.kind === 'permit'
      ? fc.record({ opens: one([0, 0, 1, 2, 3]), types: list(types) }).map((more) => ({ ...base, ...more }))
      : fc.constant({ ...base, opens: 0, types: null }),
  );
const closing: fc.Arbitrary<Closing> = fc.record({
  kind: one(['consent', 'guard'] as const),
  grantees: list(names),
  spared: list(names),
  types: list(types),
  labels: one([0, 0, 1, 2, 64]),
  purposes: list(purposes),
  since: time,
  until: fc.option(time, { nil: null }),
});
const withPlace = <T extends object>(what: fc.Arbitrary<T>) =>
  fc.tuple(about, what).map(([place, rest]) => ({ ...place, ...rest }));
const world = fc.record({
  ties: fc.array(withPlace(tie), { minLength: 4, maxLength: 24 }),
  closings: fc.array(withPlace(closing), { maxLength: 5 }),
  lines: fc.array(fc.record({ patient: one(persons), type: one(types), sensitive: bits }), {
    minLength: 10,
    maxLength: 30,
  }),
});
const person: fc.Arbitrary<Actor> = fc
  .record({
    roles: fc.uniqueArray(one(roles), { minLength: 1, maxLength: 3 }),
    patientId: fc.option(one(persons), { nil: undefined }),
    facilityId: fc.option(one(['f1', 'f2']), { nil: undefined }),
    practitionerId: fc.option(fc.constant('d1'), { nil: undefined }),
    places: fc.option(fc.constant(['01']), { nil: undefined }),
    purpose: one(purposes),
    kind: one(['person', 'person', 'person', 'system', 'platform', 'anonymous'] as const),
  })
  .map(({ patientId, facilityId, practitionerId, places, ...rest }) =>
    anActor({
      ...rest,
      accountId: 'a1',
      scopes: rest.kind === 'system' ? ['system/*.cruds'] : [],
      ...(patientId !== undefined && { patientId }),
      ...(facilityId !== undefined && { facilityId }),
      ...(practitionerId !== undefined && { practitionerId }),
      ...(places !== undefined && { places }),
    }),
  );

type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

async function build({ ties, closings, lines }: World): Promise<Row[]> {
  const { database } = test;
  for (const table of ['resource', 'care_relation', 'closing'])
    await database.query(`delete from record.${table}`);
  // Two rows of one key are one: the last one drawn.
  const distinct = [
    ...new Map(
      ties.map((row) => [JSON.stringify([row.patient, row.grantee, row.kind, row.source]), row]),
    ).values(),
  ];
  ties.splice(0, ties.length, ...distinct);
  for (const row of closings.splice(0))
    if (!closings.some((other) => other.source === row.source && other.patient === row.patient))
      closings.push(row);
  await applyAccess(database, { anew: [], gone: [], ties, closings }, now.toISOString());
  const ids = lines.map(({ patient }) => newId(rowBucket(patient), now));
  await database.query(
    `insert into record.resource (bucket, version, pack, part, updated, id, patient, type, tokens, sensitive)
     select bucket, 1, 1, 0, $1::timestamptz, id, patient, type, '{}', sensitive
     from unnest($2::int[], $3::uuid[], $4::uuid[], $5::text[], $6::smallint[]) k (bucket, id, patient, type, sensitive)`,
    [
      now,
      ids.map(rowBucket),
      ids,
      lines.map(({ patient }) => patient),
      lines.map(({ type }) => type),
      lines.map(({ sensitive }) => sensitive),
    ],
  );
  return (await database.query<Row>(`select ${rowColumns} from record.resource r order by r.id`)).rows;
}

/** What the pure decision says of each row, from all ties and closings of its person, valid or not. */
function expected(actor: Actor, rows: readonly Row[], { ties, closings }: World): string[] {
  return rows
    .filter(({ patient, type, sensitive }) => {
      const ofPerson = <T extends { patient: string }>(all: readonly T[]): T[] =>
        all.filter((row) => row.patient === patient);
      const isOwn = actor.patientId === patient;
      const facts = {
        ties: ofPerson<Tie & { patient: string }>(ties as never),
        closings: ofPerson<Closing & { patient: string }>(closings as never),
        now,
      };
      return decide(actor, 'read', { resourceType: type, isOwn, sensitive }, facts) === 'allow';
    })
    .map(({ id }) => id);
}

describe('the written policy and the statements of searches', () => {
  it('every list holds exactly the lines that the decision allows, for whoever asks, whenever', async () => {
    const { database } = test;
    await fc.assert(
      fc.asyncProperty(world, fc.array(person, { minLength: 3, maxLength: 6 }), async (drawn, actors) => {
        const rows = await build(drawn);
        for (const actor of actors) {
          const reach = await reachOf(database, actor, createSamePersons({ database }));
          const allowed = expected(actor, rows, drawn);
          for (const type of types) {
            const wanted = allowed.filter((id) => rows.find((row) => row.id === id)!.type === type);
            const ask = async (condition: string, sql: SqlText): Promise<string[]> => {
              const where = condition === '' ? 'true' : condition;
              const text = `select r.id from record.resource r where r.type = ${sql.value(type)} and ${where} order by r.id`;
              return (await database.query<{ id: string }>({ text, values: sql.values })).rows.map(
                ({ id }) => id,
              );
            };
            if (!reach.scope.may('read', type)) {
              expect(wanted).toEqual([]);
              continue;
            }
            const sql = new SqlText();
            expect(await ask(reachCondition(reach, type, sql, now), sql)).toEqual(wanted);
            const few = new SqlText();
            expect(await ask(reachCondition(reach, type, few, now, { few: true }), few)).toEqual(wanted);
            for (const one of persons) {
              const of = new SqlText();
              const hers = `r.patient = ${of.value(one)}::uuid`;
              const condition = await conditionOfPerson(database, reach, type, one, now);
              const found = await ask([hers, condition].filter(Boolean).join(' and '), of);
              expect(found).toEqual(
                wanted.filter((id) => rows.find((row) => row.id === id)!.patient === one),
              );
            }
          }
          const sql = new SqlText();
          const readable = types.filter((type) => reach.scope.may('read', type));
          const all = reachConditionOf(reach, readable, sql, now);
          const text = `select r.id from record.resource r where r.type = any (${sql.value(readable)}::text[]) and ${all === '' ? 'true' : all} order by r.id`;
          const found = await database.query<{ id: string }>({ text, values: sql.values });
          expect(found.rows.map(({ id }) => id)).toEqual(allowed);
          for (const one of persons) {
            const hers = rows.filter(({ patient }) => patient === one);
            const open = await rowsOfPersonReached(database, reach, one, hers, now);
            if (actor.kind !== 'anonymous')
              expect(open.map(({ id }) => id)).toEqual(
                allowed.filter((id) => hers.some((row) => row.id === id)),
              );
          }
        }
      }),
      // A busy machine ends it earlier, never without a good many runs.
      { numRuns: 60, endOnFailure: true, interruptAfterTimeLimit: 35_000 },
    );
  });
});
