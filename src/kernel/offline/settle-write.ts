import type { Put } from './device-storage.ts';
import type { Theirs, WriteAnswer } from './doors.ts';
import { pointsTo, replaceWrite } from './outbox.ts';
import { withoutVersion } from './prepare-write.ts';
import { savedAtOf, type Json, type SavedEntry, type SavedWrite } from './saved-write.ts';
import { isSame, mergeThreeWays, type FieldConflict } from './three-way.ts';

/** What an answer of the centre means for the outbox. */
export interface Settlement {
  readonly puts: readonly Put[];
  /** Resources that the centre has now, to be kept among the people; without `resource` they are gone. */
  readonly written: readonly { readonly name: string; readonly resource?: Json }[];
  readonly patientId?: string;
}

/**
 * Settles one write by its answer. Accepted: it leaves the outbox, and what waits for its versions gets them. Refused: it stays, with why.
 * Conflict: what does not clash is merged and goes on by itself, what clashes stays to be decided.
 * @param later the writes behind it in the outbox
 * @param newId draws ids for writes that come in its place
 */
export function settleWrite(
  write: SavedWrite,
  answer: WriteAnswer,
  later: readonly SavedWrite[],
  newId: () => string,
): Settlement {
  // A call clashes with nothing: whoever answers so has refused it.
  const isRefused =
    answer.outcome === 'refused' || (answer.outcome === 'conflict' && write.call !== undefined);
  if (isRefused) {
    const { code, sentence } = answer.outcome === 'refused' ? answer : conflictOfCall;
    const value: SavedWrite = { ...write, state: 'refused', problem: { code, sentence } };
    return { puts: [{ how: 'replace', store: 'outbox', key: write.key, value }], written: [] };
  }
  if (answer.outcome === 'conflict')
    return { puts: replaceWrite(write, afterConflict(write, answer.theirs, newId)), written: [] };
  const { versions } = answer;
  const written = write.entries.map(({ name, resource }) => ({
    name,
    ...(resource !== undefined && { resource: versioned(resource, versions[name], answer.writtenAt) }),
  }));
  return {
    puts: [
      { how: 'delete', store: 'outbox', key: write.key },
      ...later.flatMap((one) => withVersions(one, write, versions)),
    ],
    written,
    ...(write.patientId !== undefined && { patientId: write.patientId }),
  };
}

const conflictOfCall = { code: 'record.version-conflict', sentence: '' };

function versioned(resource: Json, versionId: string | undefined, lastUpdated: string): Json {
  return {
    ...resource,
    meta: { ...resource.meta, ...(versionId !== undefined && { versionId }), lastUpdated },
  };
}

/**
 * What was made on top of this write waits for its version. Where the centre took something else than it was made on (merged meanwhile), it
 * gets one that never fits, so that it is merged as well.
 */
function withVersions(later: SavedWrite, { entries: accepted }: SavedWrite, versions: Versions): Put[] {
  const entries = later.entries.map((entry): SavedEntry => {
    const versionId = versions[entry.name];
    if (entry.base === undefined || entry.base.versionId !== undefined || versionId === undefined)
      return entry;
    const taken = accepted.find(({ name }) => name === entry.name)?.resource;
    const fits = taken !== undefined && isSame(taken, entry.base.resource);
    return { ...entry, base: { ...entry.base, versionId: fits ? versionId : 'merged' } };
  });
  if (entries.every((entry, at) => entry === later.entries[at])) return [];
  return [{ how: 'replace', store: 'outbox', key: later.key, value: { ...later, entries } }];
}

type Versions = Readonly<Record<string, string>>;

type Unplaced = Omit<SavedWrite, 'key'>;

/** The writes that come in the place of one that clashed: one that goes on, and one that waits for a person. */
function afterConflict(write: SavedWrite, theirs: readonly Theirs[], newId: () => string): Unplaced[] {
  const byName = new Map(theirs.map((one) => [one.name, one]));
  const going: SavedEntry[] = [];
  const stuck: SavedEntry[] = [];
  for (const entry of write.entries) {
    const other = byName.get(entry.name);
    const merged = other === undefined ? entry : mergeEntry(entry, other, write);
    if (merged === 'clash') stuck.push(entry);
    else if (merged !== undefined) going.push(merged);
  }
  // What points to something new that is stuck waits with it.
  const made = new Set(stuck.flatMap(({ name, base }) => (base === undefined ? [name] : [])));
  const tied = going.filter(({ resource }) => resource !== undefined && pointsTo(resource, made));
  const free = going.filter((entry) => !tied.includes(entry));
  const { key: _key, problem: _problem, theirs: _theirs, ...rest } = write;
  const parts: Unplaced[] = [];
  if (free.length > 0) parts.push({ ...rest, id: newId(), state: 'saved', entries: free });
  if (stuck.length > 0)
    parts.push({
      ...rest,
      id: newId(),
      state: 'conflict',
      entries: [...stuck, ...tied],
      theirs: theirs.filter(({ name }) => stuck.some((entry) => entry.name === name)),
    });
  return parts;
}

/** The entry as a change of what the centre has now; undefined where the centre says the same already. */
function mergeEntry(entry: SavedEntry, theirs: Theirs, write: SavedWrite): SavedEntry | 'clash' | undefined {
  const { name, resource, base } = entry;
  const other = theirs.resource === undefined ? undefined : withoutVersion(theirs.resource as Json);
  if (resource === undefined) return other === undefined ? undefined : deleteAgain(entry, theirs, other);
  if (other === undefined) return 'clash';
  if (isSame(resource, other)) return undefined;
  const nothing: Json = { resourceType: resource.resourceType, id: resource.id ?? '' };
  const { merged, conflicts } = mergeThreeWays(base?.resource ?? nothing, resource, other, {
    proposed: proposalFor(write, theirs),
  });
  if (conflicts.length > 0) return 'clash';
  if (isSame(merged, other)) return undefined;
  return { name, resource: merged, base: baseFrom(theirs, other) };
}

/** What somebody changed meanwhile is not deleted unseen. */
function deleteAgain({ name, base }: SavedEntry, theirs: Theirs, other: Json): SavedEntry | 'clash' {
  return base !== undefined && isSame(base.resource, other)
    ? { name, base: baseFrom(theirs, other) }
    : 'clash';
}

function baseFrom({ versionId }: Theirs, resource: Json): NonNullable<SavedEntry['base']> {
  return { ...(versionId !== undefined && { versionId }), resource };
}

/** The later of two changes is proposed: she knew more. */
export function proposalFor(write: SavedWrite, { resource }: Theirs): 'mine' | 'theirs' {
  const updated = Date.parse(String((resource as Json | undefined)?.meta?.['lastUpdated']));
  return Number.isNaN(updated) || savedAtOf(write).getTime() >= updated ? 'mine' : 'theirs';
}

/** The clashing fields of a write in conflict, by resource. */
export function conflictsOf(
  write: SavedWrite,
): readonly { readonly name: string; readonly fields: readonly FieldConflict[] }[] {
  return (write.theirs ?? []).flatMap((theirs) => {
    const entry = write.entries.find(({ name }) => name === theirs.name);
    return entry === undefined ? [] : [{ name: theirs.name, fields: fieldsOf(entry, theirs, write) }];
  });
}

function fieldsOf(
  { resource, base }: SavedEntry,
  theirs: Theirs,
  write: SavedWrite,
): readonly FieldConflict[] {
  const proposed = proposalFor(write, theirs);
  const other = theirs.resource === undefined ? undefined : withoutVersion(theirs.resource as Json);
  if (resource === undefined || other === undefined)
    return [{ path: '', base: base?.resource, mine: resource, theirs: other, proposed }];
  const nothing: Json = { resourceType: resource.resourceType, id: resource.id ?? '' };
  return mergeThreeWays(base?.resource ?? nothing, resource, other, { proposed }).conflicts;
}

/** By resource and path, whose value counts. */
export type Choices = Readonly<Record<string, Readonly<Record<string, 'mine' | 'theirs'>>>>;

/** The changes of the outbox after a person decided a conflict; what she did not decide counts as proposed. */
export function resolveWrite(write: SavedWrite, choices: Choices, newId: () => string): Put[] {
  const byName = new Map((write.theirs ?? []).map((one) => [one.name, one]));
  const entries = write.entries.flatMap((entry): SavedEntry[] => {
    const theirs = byName.get(entry.name);
    return theirs === undefined ? [entry] : (decided(entry, theirs, choices[entry.name] ?? {}, write) ?? []);
  });
  const { key: _key, theirs: _theirs, problem: _problem, ...rest } = write;
  return replaceWrite(write, entries.length === 0 ? [] : [{ ...rest, id: newId(), state: 'saved', entries }]);
}

function decided(
  { name, resource, base }: SavedEntry,
  theirs: Theirs,
  choices: Readonly<Record<string, 'mine' | 'theirs'>>,
  write: SavedWrite,
): SavedEntry[] | undefined {
  const proposed = proposalFor(write, theirs);
  const other = theirs.resource === undefined ? undefined : withoutVersion(theirs.resource as Json);
  if (resource === undefined || other === undefined) {
    if ((choices[''] ?? proposed) === 'theirs') return undefined;
    // Mine counts: it is made again, or taken away as it is now.
    if (other === undefined) return resource === undefined ? undefined : [{ name, resource }];
    return [{ name, base: baseFrom(theirs, other) }];
  }
  const nothing: Json = { resourceType: resource.resourceType, id: resource.id ?? '' };
  const { merged } = mergeThreeWays(base?.resource ?? nothing, resource, other, { proposed, choices });
  return isSame(merged, other) ? undefined : [{ name, resource: merged, base: baseFrom(theirs, other) }];
}
