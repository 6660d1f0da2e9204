import type { Provenance } from '@medplum/fhirtypes';
import { platformActor } from '../../access/actors.ts';
import { eraseQuestions } from '../../audit/questions.ts';
import type { Keyring } from '../../crypt/keyring.ts';
import { forgetAnswers } from '../../http/idempotency.ts';
import type { Transaction } from '../../sql/database.ts';
import type { RecordHost } from '../desk.ts';
import { aliasBucket, rowBucket } from '../place.ts';
import { reachOf } from '../reach.ts';
import { fhirIdOf, rowsById } from '../rows.ts';
import { createTexts } from '../texts.ts';
import { writeAll } from '../write/write-all.ts';
import { takeOutOfPacks, type Place } from './repack.ts';
import { doomedBy, isPerson, type Doomed, type Target } from './target.ts';

/** What was erased, in numbers only. */
export interface ErasedCounts {
  /** Resources by type. */
  readonly types: Readonly<Record<string, number>>;
  readonly resources: number;
  readonly versions: number;
  /** Resources of others that name the person and stay: each is to be looked at by itself. */
  readonly named: number;
  /** What modules kept about it, by kind. */
  readonly kept: Readonly<Record<string, number>>;
}

/** What modules are told, so that they forget what they keep themselves. */
export interface Erased {
  /** 'Type/id' as callers write it. */
  readonly references: readonly string[];
  /** Row ids and ids of the person, where her whole record goes; empty for a single resource. */
  readonly patientIds: readonly string[];
  /** Sources that the person's lines came from, by 'urn:sen:source'. */
  readonly sources: readonly string[];
}

/** Called with what is erased, in the same transaction; returns what was taken away, by kind. */
export type ForgetElsewhere = (tx: Transaction, erased: Erased) => Promise<Record<string, number>>;

const atOnce = 1000;
const sourceSystem = 'urn:sen:source';

/**
 * Erases what belongs to the target in this transaction: current rows by an ordinary deletion (so that whoever follows changes learns of
 * it), then versions, texts, names and all that was kept beside them. Changes and the audit keep ids alone: what was asked about a person
 * goes as well.
 */
export async function erase(
  host: RecordHost,
  tx: Transaction,
  target: Target,
  requestId: string,
  forgetElsewhere: ForgetElsewhere,
): Promise<ErasedCounts> {
  const bucket = rowBucket(target.rowId);
  const doomed = await doomedBy(tx, target);
  const sources = await sourcesOf(tx, host.keys, doomed);
  const named = isPerson(target) ? await countNamed(tx, target, doomed) : 0;
  await bury(host, tx, doomed, requestId);
  const ids = doomed.map(({ id }) => id);
  const { rows: versions } = await tx.query<Partial<Place>>(
    'delete from record.history where bucket = $1 and id = any ($2::uuid[]) returning pack, part',
    [bucket, ids],
  );
  const places = versions.filter((one): one is Place => one.pack !== null && one.pack !== undefined);
  await takeOutOfPacks(tx, host.keys, bucket, places);
  tx.afterCommit(() => {
    for (const { pack } of places) host.texts.forget(bucket, pack);
  });
  await forgetNames(tx, target, doomed);
  await forgetAnswers(tx);
  const kept = await forgetElsewhere(tx, {
    references: doomed.map((one) => `${one.type}/${fhirIdOf(one)}`),
    patientIds: isPerson(target) ? [...new Set([target.rowId, target.fhirId])] : [],
    sources,
  });
  const types = Object.fromEntries(
    [...Map.groupBy(doomed, ({ type }) => type)].map(([type, all]) => [type, all.length]),
  );
  return { types, resources: doomed.length, versions: places.length, named, kept };
}

async function bury(
  host: RecordHost,
  tx: Transaction,
  doomed: readonly Doomed[],
  requestId: string,
): Promise<void> {
  const reach = await reachOf(tx, platformActor(requestId), host.same);
  const live = doomed.filter(({ current }) => current);
  // What is read on the way stays out of the shared memory of texts; the law goes before whoever guards a record from change.
  const quiet = { ...host, texts: createTexts(host.keys, 1_000_000), guards: [] };
  for (let at = 0; at < live.length; at += atOnce) {
    const intents = live
      .slice(at, at + atOnce)
      .map((one) => ({ method: 'delete', resourceType: one.type, id: fhirIdOf(one), where: '' }) as const);
    await writeAll(quiet, tx, reach, intents);
  }
}

/** Which sources the person's lines came from. */
async function sourcesOf(tx: Transaction, keys: Keyring, doomed: readonly Doomed[]): Promise<string[]> {
  const ids = doomed.filter((one) => one.type === 'Provenance' && one.current).map(({ id }) => id);
  const sources = new Set<string>();
  for (let at = 0; at < ids.length; at += atOnce) {
    const rows = await rowsById(tx, ids.slice(at, at + atOnce));
    for (const text of await createTexts(keys, 1_000_000).of(tx, rows)) {
      for (const { what } of (JSON.parse(text) as Provenance).entity ?? []) {
        const { system, value } = what.identifier ?? {};
        if (system === sourceSystem && value !== undefined) sources.add(value);
      }
    }
  }
  return [...sources];
}

/** Resources that lie with others and name the person as well. */
async function countNamed(tx: Transaction, target: Target, doomed: readonly Doomed[]): Promise<number> {
  const { rows } = await tx.query<{ count: number }>(
    `select count(*)::int as count from record.shared where bucket = $1 and patient = $2 and id <> all ($3::uuid[])`,
    [rowBucket(target.rowId), target.rowId, doomed.map(({ id }) => id)],
  );
  return rows[0]?.count ?? 0;
}

async function forgetNames(tx: Transaction, target: Target, doomed: readonly Doomed[]): Promise<void> {
  const chosen = doomed.filter((one) => one.fhir_id !== null);
  await tx.query(
    `delete from record.alias a using unnest($1::int[], $2::text[], $3::text[]) k (bucket, type, fhir_id)
     where a.bucket = k.bucket and a.type = k.type and a.fhir_id = k.fhir_id and a.bucket = any ($1::int[])`,
    [
      chosen.map((one) => aliasBucket(one.type, one.fhir_id!)),
      chosen.map((one) => one.type),
      chosen.map((one) => one.fhir_id),
    ],
  );
  if (!isPerson(target)) return;
  await eraseQuestions(tx, rowBucket(target.rowId), target.rowId);
  const person = [rowBucket(target.rowId), target.rowId];
  await tx.query('delete from record.shared where bucket = $1 and patient = $2', person);
  await tx.query('delete from record.closing where bucket = $1 and patient_id = $2', person);
  await tx.query('delete from record.care_relation where bucket = $1 and patient_id = $2', person);
}
