/**
 * Names as they are typed, among as many people as the country has. The rows that are searched are put straight into the record: each has the
 * search columns of her own name, and the text of somebody else of the same bucket, which is read but not looked at.
 */
import type { Patient } from '@medplum/fhirtypes';
import { newId } from '../src/kernel/fhir/id.ts';
import { foldText } from '../src/kernel/fhir/fold.ts';
import { extractForIndex } from '../src/kernel/fhir/search/extract.ts';
import { findPeopleRoute } from '../src/modules/registry/routes/find.ts';
import { indexRow, labelColumn } from '../src/platform/record/index-row.ts';
import { anActor } from '../src/platform/testing/an-actor.ts';
import type { Context } from '../src/platform/context.ts';
import type { Comers } from './bench-registry-fill.ts';
import { quantileOf, watchCost, type Names, type Place } from './bench-registry-place.ts';

const facilityId = 'names-desk';
/** One in so many is a patient of the desk's facility. */
const deskShare = 33;
const perStatement = 2000;
/** Beyond so many, people bear the names of those who are there, as far as the index of names and words can tell. */
const ownNames = 300_000;
const atOnce = 50_000;

/** Asks for names among those who are in the record. */
export async function timeNames(place: Place, comers: Comers): Promise<readonly Names[]> {
  const asked = Array.from({ length: 250 }, () => comers.next().name![0]!.text!);
  const nation = place.context();
  const desk = place.context(
    anActor({
      kind: 'person',
      accountId: 'nurse',
      roles: ['nurse'],
      purpose: 'care',
      facilityId,
      permissions: new Set(['record.read', 'registry.find']),
    }),
  );
  const words = (name: string): string[] => name.split(' ');
  const kinds: readonly (readonly [string, (name: string) => string])[] = [
    ['family name and a letter', (name) => `${words(name)[0]} ${words(name)[1]![0]}`],
    ['all but the last word', (name) => words(name).slice(0, -1).join(' ')],
    ['all but the last letter', (name) => name.slice(0, -1)],
    ['the whole name, without marks', (name) => foldText(name)],
    ['given name first', (name) => words(name).toReversed().join(' ')],
    [
      'given name, then family and middle name',
      (name) => [words(name).at(-1), ...words(name).slice(0, -1)].join(' '),
    ],
    ['given and family name alone', (name) => `${words(name).at(-1)} ${words(name)[0]}`],
    ['given name alone', (name) => words(name).at(-1)!],
  ];
  const measured: Names[] = [];
  for (const [who, ctx] of [
    ['nation', nation],
    ['one facility', desk],
  ] as const)
    for (const [kind, typed] of kinds)
      measured.push({
        people: place.progress.named,
        question: `${kind}, ${who}`,
        ...(await ask(place, ctx, asked.map(typed))),
      });
  return measured;
}

async function ask(
  place: Place,
  ctx: Context,
  typed: readonly string[],
): Promise<Omit<Names, 'question' | 'people'>> {
  const times: number[] = [];
  let found = 0;
  const one = (text: string) => ctx.transaction((tx) => findPeopleRoute.handle(tx, { text }));
  for (const text of typed.slice(0, 50)) await one(text);
  const cost = watchCost(place);
  for (const text of typed.slice(50)) {
    const began = performance.now();
    found += (await one(text)).people.length;
    times.push(performance.now() - began);
  }
  return {
    p50: quantileOf(times, 0.5),
    p95: quantileOf(times, 0.95),
    ...cost(times.length),
    found: found / times.length,
  };
}

/** Puts people into the record until so many are there. */
export async function fillNames(place: Place, comers: Comers, to: number): Promise<void> {
  const { database, progress } = place;
  if (progress.named >= to) return;
  if (progress.named === 0) await writeSome(place, comers);
  const { rows: places } = await database.query<{ bucket: number; pack: string; part: number }>(
    `select distinct on (bucket) bucket, pack::text as pack, part from record.resource where type = 'Patient'`,
  );
  const { rows: indexes } = await database.query<{ name: string; made: string }>(
    `select c.relname as name, pg_get_indexdef(i.indexrelid) as made from pg_index i join pg_class c on c.oid = i.indexrelid
     where i.indrelid = 'record.resource'::regclass and not i.indisprimary`,
  );
  for (const { name } of indexes) await database.query(`drop index record.${name}`);
  while (progress.named < Math.min(to, ownNames)) {
    await insertSome(place, comers, places, Math.min(perStatement, to - progress.named));
    if (progress.named % 100_000 === 0) console.log(`${progress.named} people in the record`);
  }
  while (progress.named < to) await repeatSome(place, Math.min(atOnce, to - progress.named));
  for (const { made } of indexes) await database.query(`set maintenance_work_mem = '1GB'; ${made}`);
  await database.query('vacuum analyze record.resource');
  await database.query('vacuum analyze record.care_relation');
  place.keep();
}

/** Somebody with a text of her own in each of some thousand buckets. */
async function writeSome(place: Place, comers: Comers): Promise<void> {
  const ctx = place.context();
  for (let at = 0; at < 30; at += 1)
    await ctx.record.createTogether(
      Array.from({ length: 100 }, () => ({ actor: ctx.actor, resource: comers.next() })),
    );
}

async function insertSome(
  { database, progress }: Place,
  comers: Comers,
  places: readonly { bucket: number; pack: string; part: number }[],
  count: number,
): Promise<void> {
  const now = new Date();
  const rows = Array.from({ length: count }, () => {
    const { bucket, pack, part } = places[Math.floor(Math.random() * places.length)]!;
    const patient: Patient = comers.next();
    return {
      bucket,
      pack,
      part,
      id: newId(bucket, now),
      ...indexRow('Patient', extractForIndex(patient), 0),
    };
  });
  await database.query({
    name: 'bench-names',
    text: `with given as (
        select * from unnest($1::int[], $2::bigint[], $3::smallint[], $4::uuid[], string_to_array($5, E'\\x1e'),
          string_to_array($6, E'\\x1e'), string_to_array($7, E'\\x1e'), string_to_array($8, E'\\x1e'))
          with ordinality as k (bucket, pack, part, id, label, tokens, dates, words, place)
      ), tied as (
        insert into record.care_relation (bucket, patient_id, facility_id, kind, since)
        select bucket, id, $9, 'charge', now() - interval '1 day' from given where place % $10::int = 0
      ), numbered as (
        insert into record.identifier (bucket, home, key, id, sole)
        select ('x' || substr(k.key::text, 1, 3))::bit(12)::int, g.bucket, k.key, g.id, true
        from given g cross join lateral (select gen_random_uuid() as key where g.id is not null) k
      )
      insert into record.resource (bucket, version, pack, part, updated, id, patient, type, label, tokens, dates, words, sensitive)
      select bucket, 1, pack, part, now(), id, id, 'Patient', substr(label, 2), tokens::bigint[], nullif(dates, '')::float8[],
        nullif(words, '')::tsvector, 0 from given`,
    values: [
      rows.map(({ bucket }) => bucket),
      rows.map(({ pack }) => pack),
      rows.map(({ part }) => part),
      rows.map(({ id }) => id),
      rows.map((row) => labelColumn(row)).join('\x1e'),
      rows.map(({ tokens }) => tokens).join('\x1e'),
      rows.map(({ dates }) => dates).join('\x1e'),
      rows.map(({ words }) => words).join('\x1e'),
      facilityId,
      deskShare,
    ],
  });
  progress.named += count;
}

/** The next of those who are there once more, each somebody else. */
async function repeatSome({ database, progress }: Place, count: number): Promise<void> {
  await database.query(
    `with given as (
        select r.*, overlay(r.id::text placing substr(gen_random_uuid()::text, 25) from 25)::uuid as other, row_number() over () as place
        from (select * from record.resource where type = 'Patient' limit $1::int offset $2::int) r
      ), tied as (
        insert into record.care_relation (bucket, patient_id, facility_id, kind, since)
        select bucket, other, $3, 'charge', now() - interval '1 day' from given where place % $4::int = 0
      ), numbered as (
        insert into record.identifier (bucket, home, key, id, sole)
        select ('x' || substr(k.key::text, 1, 3))::bit(12)::int, g.bucket, k.key, g.other, true
        from given g cross join lateral (select gen_random_uuid() as key where g.other is not null) k
      )
      insert into record.resource (bucket, version, pack, part, updated, id, patient, type, label, tokens, dates, words, sensitive)
      select bucket, 1, pack, part, now(), other, other, type, label, tokens, dates, words, sensitive from given`,
    [count, progress.named % ownNames, facilityId, deskShare],
  );
  progress.named += count;
}
