import { literalReference } from '#kernel/fhir/references.ts';
import type { Queryable, Transaction } from '../../sql/database.ts';
import { rowBucket } from '../place.ts';
import { fhirIdOf, findRow, rowsById } from '../rows.ts';
import type { Draft, Json } from '../write/intent.ts';
import { refuse } from '../write/refuse.ts';
import { copyAccess, dropCopies } from './copy-access.ts';
import { isCircle, partition } from './partition.ts';
import { readKept } from './read-person.ts';
import type { SamePersons } from './same-persons.ts';

/** Records of one person at most: more of them are not one person but a fault of some system. Own rule, verify. */
export const mostRecords = 50;

const turnText = 'update record.same_person_turn set generation = generation + 1 returning generation';
const forgetText =
  'delete from record.same_person s where s.bucket = any ($1::int[]) and s.id = any ($2::uuid[])';
const keepText = `insert into record.same_person (bucket, id, survivor, replaced_by, members, names, generation)
  select bucket, id, survivor, replaced_by, members::uuid[], names::text[], $7::bigint
  from unnest($1::int[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[]) k (bucket, id, survivor, replaced_by, members, names)`;

/** The id of the Patient by whom this one says she is replaced; undefined for most. */
export function replacedBy(patient: Json | undefined): string | undefined {
  const links = patient?.['link'];
  if (!Array.isArray(links)) return undefined;
  const link = (links as { type?: unknown; other?: { reference?: unknown } }[]).find(
    ({ type }) => type === 'replaced-by',
  );
  const reference = link?.other?.reference;
  const target = typeof reference === 'string' ? literalReference(reference) : undefined;
  return target?.type === 'Patient' && target.base === undefined ? target.id : undefined;
}

/** A Patient whose link changes. */
export interface Turned {
  readonly rowId: string;
  /** Where it stands in what the caller sent. */
  readonly where: string;
  readonly before: string | undefined;
  readonly now: string | undefined;
}

/**
 * Keeps who is whom with what Patients say of it. Nothing is asked unless a link changes, or a Patient goes of whom there are others. Error:
 * record.person-circle, record.person-too-many.
 */
export async function keepPersons(
  tx: Transaction,
  same: SamePersons,
  drafts: readonly Draft[],
): Promise<void> {
  const turned: Turned[] = [];
  const gone: string[] = [];
  for (const draft of drafts) {
    const { intent, outcome, resource, previousText, rowId } = draft;
    if (intent.resourceType !== 'Patient' || outcome === 'unchanged') continue;
    if (outcome === 'deleted') {
      if (await same.mayHaveOthers([rowId])) gone.push(rowId);
      continue;
    }
    const before =
      previousText?.includes('"replaced-by"') === true
        ? replacedBy(JSON.parse(previousText) as Json)
        : undefined;
    const now = replacedBy(resource);
    if (before !== now) turned.push({ rowId, where: intent.where, before, now });
  }
  if (turned.length + gone.length > 0) await turnLinks(tx, same, turned, gone);
}

/** Joins and parts persons as these links say, and takes out who is gone. */
export async function turnLinks(
  tx: Transaction,
  same: Pick<SamePersons, 'mark'>,
  turned: readonly Turned[],
  gone: readonly string[] = [],
): Promise<void> {
  // Whoever joins or parts waits here until the others are done, and sees what they did.
  const { rows } = await tx.query<{ generation: number }>({
    name: 'record-same-turn',
    text: turnText,
    values: [],
  });
  const links = await linksAround(tx, turned, gone);
  const into = new Map<string, string>();
  for (const { id, replacedBy: next } of links.values()) if (next !== undefined) into.set(id, next);
  for (const id of gone) {
    into.delete(id);
    for (const [other, next] of into) if (next === id) into.delete(other);
  }
  for (const { rowId } of turned) into.delete(rowId);
  for (const { rowId, where, now } of turned) {
    if (now === undefined) continue;
    const target = (await findRow(tx, 'Patient', now))!.id;
    if (isCircle(into, rowId, target)) throw refuse('record.person-circle', where, []);
    into.set(rowId, target);
  }
  const touched = [...new Set([...links.keys(), ...into.keys(), ...into.values()])];
  await writePersons(tx, into, touched, rows[0]!.generation, turned[0]?.where ?? '');
  same.mark(touched);
  const named = await rowsById(tx, touched);
  same.mark(named.flatMap(({ fhir_id: name }) => name ?? []));
}

interface KeptLink {
  readonly id: string;
  readonly replacedBy: string | undefined;
}

/** The links of everybody who is one with somebody that is turned, as they were. */
async function linksAround(
  tx: Queryable,
  turned: readonly Turned[],
  gone: readonly string[],
): Promise<Map<string, KeptLink>> {
  const ids = new Set([...gone, ...turned.map(({ rowId }) => rowId)]);
  for (const { before, now } of turned)
    for (const name of [before, now]) {
      const row = name === undefined ? undefined : await findRow(tx, 'Patient', name);
      if (row !== undefined) ids.add(row.id);
    }
  const first = await readKept(tx, [...ids]);
  const all = await readKept(tx, [...new Set(first.flatMap(({ members }) => members))]);
  const links = new Map<string, KeptLink>([...ids].map((id) => [id, { id, replacedBy: undefined }]));
  for (const { id, replaced_by: next } of all) links.set(id, { id, replacedBy: next ?? undefined });
  return links;
}

async function writePersons(
  tx: Queryable,
  into: ReadonlyMap<string, string>,
  touched: readonly string[],
  generation: number,
  where: string,
): Promise<void> {
  const persons = partition(into);
  if (persons.some((members) => members.length > mostRecords))
    throw refuse('record.person-too-many', where, []);
  await tx.query({ name: 'record-same-forget', text: forgetText, values: [touched.map(rowBucket), touched] });
  await dropCopies(tx, touched);
  if (persons.length === 0) return;
  const names = new Map((await rowsById(tx, touched)).map((row) => [row.id, fhirIdOf(row)]));
  const records = persons.flatMap((members) => members.map((id) => ({ id, members })));
  await tx.query({
    name: 'record-same-keep',
    text: keepText,
    values: [
      records.map(({ id }) => rowBucket(id)),
      records.map(({ id }) => id),
      records.map(({ members }) => members[0]),
      records.map(({ id }) => into.get(id) ?? null),
      records.map(({ members }) => `{${members.join(',')}}`),
      // An id has no quotes, commas or braces.
      records.map(({ members }) => `{${members.map((id) => names.get(id) ?? id).join(',')}}`),
      generation,
    ],
  });
  for (const members of persons) await copyAccess(tx, members);
}
