import type { SentWrite } from './doors.ts';
import { savedAtOf, type SavedEntry, type SavedWrite } from './saved-write.ts';

/** The FHIR transaction of saved entries: new things only where nothing is, changes only of the version that was read. */
export function wireBundle(entries: readonly SavedEntry[]): {
  resourceType: 'Bundle';
  type: string;
  entry: unknown[];
} {
  return { resourceType: 'Bundle', type: 'transaction', entry: entries.map(wireEntry) };
}

function wireEntry({ name, resource, base }: SavedEntry): unknown {
  // What was to give it its version was given up: no version fits, and the answer tells what is there.
  const version = base?.versionId ?? 'none';
  const condition = base === undefined ? { ifNoneMatch: '*' } : { ifMatch: `W/"${version}"` };
  return resource === undefined
    ? { request: { method: 'DELETE', url: name, ...condition } }
    : { resource, request: { method: 'PUT', url: name, ...condition } };
}

/** A write as it travels. */
export function wireWrite(write: SavedWrite): SentWrite {
  return { id: write.id, savedAt: savedAtOf(write).toISOString(), bundle: wireBundle(write.entries) };
}
