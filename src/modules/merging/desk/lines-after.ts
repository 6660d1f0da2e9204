import type { Patient, Provenance, Resource } from '@medplum/fhirtypes';
import { timeOf } from '#kernel/fhir/id.ts';
import type { Context } from '#platform/context.ts';
import { allMarks, marksOf, marksOfPerson, sideOf, type Marks, type Side } from '../domain/side-of.ts';
import { laterOf, type Joined, type MergeRow } from './merges.ts';
import { isLine, linesOf, nameOfLine } from './record-lines.ts';

/** A line that came after a joining, and whose it is by where it came from. */
export interface LineAfter {
  readonly line: Resource;
  /** The record that it names now. */
  readonly owner: string;
  readonly side: Side;
}

/**
 * What was written after a joining under the survivor, or under who she was joined to in turn, with the side that its origin tells: a number
 * of the person that came with it, the facility, the sender. A line of a visit goes where the visit goes.
 */
export async function linesAfter(
  ctx: Context,
  desk: Context,
  row: MergeRow,
  { survivor, other }: Joined,
): Promise<LineAfter[]> {
  const owners = new Map([[row.survivor_id, row.at]]);
  for (const later of await laterOf(ctx, row))
    if (later.other_id === row.survivor_id) owners.set(later.survivor_id, later.at);
  // Her whole record: what stood in it before tells where each of the two used to be seen.
  const all = await linesOf(desk, row.survivor_id);
  const made = provenancesByTarget(all);
  const marks = (line: Resource): Marks => marksOf(line, ...(made.get(nameOfLine(line)) ?? []));
  const before = {
    survivor: [marksOfPerson(survivor.before as Patient)],
    other: [marksOfPerson(other.before as Patient)],
  };
  const after: { line: Resource; owner: string }[] = [];
  for (const line of all.filter(isLine)) {
    const owner = ownerOf(line, [...owners.keys(), row.other_id]);
    if (owner === row.other_id) before.other.push(marks(line));
    else if (owner !== undefined && cameAfter(line, owners.get(owner)!)) after.push({ line, owner });
    // Also what stands under records that were joined to the survivor before.
    else before.survivor.push(marks(line));
  }
  const [ofSurvivor, ofOther] = [allMarks(before.survivor), allMarks(before.other)];
  const sides = new Map(
    after.map(({ line }) => [nameOfLine(line), sideOf(marks(line), ofSurvivor, ofOther)]),
  );
  return after.map(({ line, owner }) => {
    const own = sides.get(nameOfLine(line))!;
    const visit = visitOf(line);
    const side = own === 'unclear' && visit !== undefined ? (sides.get(visit) ?? own) : own;
    return { line, owner, side };
  });
}

function provenancesByTarget(all: readonly Resource[]): Map<string, Provenance[]> {
  const made = new Map<string, Provenance[]>();
  for (const one of all) {
    if (one.resourceType !== 'Provenance') continue;
    for (const { reference } of one.target)
      if (reference !== undefined) made.set(reference, [...(made.get(reference) ?? []), one]);
  }
  return made;
}

/** The first of these records that a line names. */
function ownerOf(line: Resource, ids: readonly string[]): string | undefined {
  const text = JSON.stringify(line);
  return ids.find((id) => text.includes(`"Patient/${id}"`));
}

/** True for what was first written then or later. An id of Sen's own tells when it was drawn; of others the first version counts. */
function cameAfter({ id = '', meta }: Resource, at: Date): boolean {
  const drawn = timeOf(id);
  if (drawn !== undefined) return drawn >= at;
  return meta?.versionId === '1' && new Date(meta.lastUpdated ?? 0) >= at;
}

function visitOf(line: Resource): string | undefined {
  const { encounter } = line as { readonly encounter?: { readonly reference?: string } };
  return encounter?.reference;
}
