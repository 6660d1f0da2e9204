import { writeOfVersion } from './overlay.ts';
import type { Json, SavedEntry } from './saved-write.ts';

/** A page's transaction that cannot be kept: a mistake of the page, never of the worker. */
export class UnfitBundle extends Error {
  override readonly name = 'UnfitBundle';
}

/** What the device knows of the resources that a transaction writes. */
export interface Known {
  /** As the centre had it, with its version. */
  held(name: string): { readonly resource: Json; readonly versionId?: string } | undefined;
  /** As a write of the outbox has it; undefined where that one is not there (any more) or does not write it. */
  pending(name: string, writeId?: string): Json | undefined;
  /** The version that a write got which was sent lately. */
  settled(name: string, writeId: string): string | undefined;
}

/** Nothing is kept on this computer. */
export const nothingKnown: Known = {
  held: () => undefined,
  pending: () => undefined,
  settled: () => undefined,
};

interface BundleLike {
  readonly type?: unknown;
  readonly entry?: readonly {
    readonly resource?: unknown;
    readonly request?: { readonly method?: unknown; readonly url?: unknown; readonly ifMatch?: unknown };
  }[];
}

const namePattern = /^[A-Z][A-Za-z]{1,39}\/[A-Za-z0-9.-]{1,64}$/;

/**
 * Reads a page's transaction: PUT 'Type/id' with the resource, DELETE 'Type/id' with ifMatch or with nothing where it is held. What it was when
 * the page read it is kept beside it, so that the centre can tell whether somebody else changed it meanwhile. Throws UnfitBundle.
 */
export function prepareWrite(bundle: unknown, known: Known): readonly SavedEntry[] {
  const { type, entry = [] } = bundle as BundleLike;
  if (type !== 'transaction' || entry.length === 0)
    throw new UnfitBundle('a transaction with entries is needed');
  const names = new Set<string>();
  return entry.map(({ resource, request }) => {
    const name = urlOf(request);
    if (!namePattern.test(name)) throw new UnfitBundle('request.url must be Type/id');
    if (names.has(name)) throw new UnfitBundle('a resource stands in a transaction once');
    names.add(name);
    if (request?.method === 'DELETE') return { name, base: baseOfDeleted(name, request.ifMatch, known) };
    const json = resource as Json | undefined;
    if (request?.method !== 'PUT' || json === undefined || `${json.resourceType}/${json.id}` !== name)
      throw new UnfitBundle('a resource is put under its own type and id');
    const base = baseOf(name, json.meta?.['versionId'], known);
    return { name, resource: withoutVersion(json), ...(base !== undefined && { base }) };
  });
}

/** Names that a page's transaction writes: what has to be looked up before it is prepared. */
export function namesOf(bundle: unknown): readonly string[] {
  const { entry = [] } = bundle as BundleLike;
  return entry.map(({ request }) => urlOf(request));
}

function urlOf(request: { readonly url?: unknown } | undefined): string {
  return typeof request?.url === 'string' ? request.url : '';
}

type Base = NonNullable<SavedEntry['base']>;

function baseOfDeleted(name: string, ifMatch: unknown, known: Known): Base {
  const stated = typeof ifMatch === 'string' ? ifMatch.replace(/^(?:W\/)?"?|"$/g, '') : undefined;
  const base = baseOf(name, stated ?? known.held(name)?.versionId, known);
  if (base === undefined) throw new UnfitBundle('nothing is known of it, so it cannot be deleted');
  return base;
}

/** Undefined for what is new. What the page read and is not known any more counts as nothing, so that every difference is shown. */
function baseOf(name: string, versionId: unknown, known: Known): Base | undefined {
  const [resourceType = '', id = ''] = name.split('/');
  const nothing: Json = { resourceType, id };
  const held = known.held(name);
  const at = (version: string): Base =>
    held?.versionId === version
      ? { versionId: version, resource: withoutVersion(held.resource) }
      : { versionId: version, resource: nothing };
  if (typeof versionId !== 'string')
    return held === undefined && known.pending(name) === undefined ? undefined : at('unread');
  const writeId = writeOfVersion(versionId);
  if (writeId === undefined) return at(versionId);
  const pending = known.pending(name, writeId);
  return pending === undefined ? at(known.settled(name, writeId) ?? versionId) : { resource: pending };
}

/** The content without what the centre writes itself. */
export function withoutVersion(resource: Json): Json {
  const { meta, ...rest } = resource;
  if (meta === undefined) return resource;
  const { versionId: _version, lastUpdated: _updated, ...kept } = meta;
  return (Object.keys(kept).length === 0 ? rest : { ...rest, meta: kept }) as Json;
}
