import type { SentWrite } from './doors.ts';
import { savedAtOf, type SavedCall, type SavedEntry, type SavedWrite } from './saved-write.ts';

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

/** A call as it travels. */
export const wireCall = ({
  route,
  input,
}: Pick<SavedCall, 'route' | 'input'>): NonNullable<SentWrite['call']> => ({
  route,
  input,
});

/** A write as it travels. */
export function wireWrite(write: SavedWrite): SentWrite {
  const { id, call, entries } = write;
  const head = { id, savedAt: savedAtOf(write).toISOString() };
  return call === undefined ? { ...head, bundle: wireBundle(entries) } : { ...head, call: wireCall(call) };
}
