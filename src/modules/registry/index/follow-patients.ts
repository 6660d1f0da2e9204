import { AsyncLocalStorage } from 'node:async_hooks';
import type { Patient } from '@medplum/fhirtypes';
import { printFeatures } from '#kernel/matching/feature-text.ts';
import type { ModuleSql } from '#platform/context.ts';
import type { Seal } from '#platform/crypt/seal.ts';
import type { Module } from '#platform/module/define-module.ts';
import { hashedKeys } from './hash-keys.ts';
import { featuresOfPatient, isFindable } from './read-person.ts';

/** A row of the index before it is stored. */
export interface IndexEntry {
  readonly personId: string;
  readonly keys: readonly string[];
  readonly features: string;
}

/** What the sealed features of a person are bound to. */
export function featuresPurpose(personId: string): string {
  return `registry person:${personId}`;
}

/** A Patient as the index keeps her. */
export async function entryOf(patient: Patient & { readonly id: string }, seal: Seal): Promise<IndexEntry> {
  const features = await featuresOfPatient(patient);
  const { narrow, wide } = hashedKeys(features);
  return {
    personId: patient.id,
    keys: [...new Set([...narrow, ...wide])],
    features: seal.seal(printFeatures(features), featuresPurpose(patient.id)),
  };
}

const registering = new AsyncLocalStorage<true>();

/** Runs the write of people who were compared with all others a moment ago, so that the index need not have them compared again. */
export function writeCompared<T>(write: () => Promise<T>): Promise<T> {
  return registering.run(true, write);
}

/**
 * Puts people into the index or in the place of what it had of them; who changed nothing that is compared keeps her tokens. In the
 * caller's transaction. Tokens of somebody new go in without asking whether they are there: it would cost half as much again. Pages of tokens
 * are logged as they are, where that may be chosen: to compress random numbers was ten times the cost of all the rest and saved a third.
 */
export async function storeEntries(sql: ModuleSql, entries: readonly IndexEntry[], now: Date): Promise<void> {
  if (entries.length === 0) return;
  await sql.query(
    `with plain as materialized (
       select case when has_parameter_privilege('wal_compression', 'set') then set_config('wal_compression', 'off', true) end
     ), given as (
       select g.* from plain, unnest($1::text[], $2::text[], $3::text[]) as g (person_id, keys, features)
     ), before as (
       select p.no, p.keys, g.keys::bigint[] as keys_now
       from registry.person p join given g on g.person_id = p.person_id for update of p
     ), gone as (
       delete from registry.match_key m using (
         select b.no, k from before b, unnest(b.keys) k where not k = any (b.keys_now)
       ) d where m.key = d.k and m.no = d.no
     ), kept as (
       insert into registry.person (person_id, keys, features, changed_at, checked_at)
       select person_id, keys::bigint[], features, $4::timestamptz, case when $5::boolean then $4::timestamptz end from given order by person_id
       on conflict (person_id) do update set keys = excluded.keys, features = excluded.features,
         changed_at = excluded.changed_at, checked_at = excluded.checked_at
       returning no, keys, xmax = 0 as is_new
     ), added as (
       insert into registry.match_key (key, no) select k, kept.no from kept, unnest(kept.keys) k where not kept.is_new
       on conflict do nothing
     )
     insert into registry.match_key (key, no) select k, kept.no from kept, unnest(kept.keys) k where kept.is_new`,
    [
      entries.map(({ personId }) => personId),
      entries.map(({ keys }) => `{${keys.join(',')}}`),
      entries.map(({ features }) => features),
      now,
      registering.getStore() === true,
    ],
  );
}

/** Takes people out of the index. */
export async function dropEntries(sql: ModuleSql, personIds: readonly string[]): Promise<number> {
  if (personIds.length === 0) return 0;
  const gone = await sql.query(
    `with gone as (delete from registry.person where person_id = any ($1) returning no, keys)
     delete from registry.match_key m using (select g.no, k from gone g, unnest(g.keys) k) d
     where m.key = d.k and m.no = d.no returning 1`,
    [personIds],
  );
  return gone.length;
}

/** Keeps the index true on every write of a Patient, by whatever door it comes, in the same transaction. */
export const followPatients: NonNullable<Module<string>['follow']> = {
  types: ['Patient'],
  hear: async (sql, written, now, seal) => {
    const gone: string[] = [];
    const entries: IndexEntry[] = [];
    for (const { id, resource } of written) {
      const patient = resource as unknown as Patient | undefined;
      if (patient === undefined || !isFindable(patient)) gone.push(id);
      else entries.push(await entryOf({ ...patient, id }, seal));
    }
    await dropEntries(sql, gone);
    await storeEntries(sql, entries, now);
  },
};
