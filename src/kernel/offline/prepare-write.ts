import type { Json, SavedEntry } from './saved-write.ts';

/** A page's transaction that cannot be kept: a mistake of the page, never of the worker. */
export class UnfitBundle extends Error {
  override readonly name = 'UnfitBundle';
}

/** What is held of a resource: the present content with its version, or that it is still in the outbox. */
export interface Held {
  readonly resource: Json;
  readonly versionId?: string;
}

interface BundleLike {
  readonly type?: unknown;
  readonly entry?: readonly {
    readonly resource?: unknown;
    readonly request?: { readonly method?: unknown; readonly url?: unknown; readonly ifMatch?: unknown };
  }[];
}

const namePattern = /^[A-Z][A-Za-z]{1,39}\/[A-Za-z0-9.-]{1,64}$/;

/**
 * Reads a page's transaction: PUT 'Type/id' with the resource, DELETE 'Type/id'. What was there before is looked up, so that the centre can
 * tell whether somebody else changed it meanwhile. Throws UnfitBundle.
 * @param held what the device holds of a name, with what waits in the outbox; undefined for what is new
 */
export function prepareWrite(bundle: unknown, held: ReadonlyMap<string, Held>): readonly SavedEntry[] {
  const { type, entry = [] } = bundle as BundleLike;
  if (type !== 'transaction' || entry.length === 0)
    throw new UnfitBundle('a transaction with entries is needed');
  const names = new Set<string>();
  return entry.map(({ resource, request }) => {
    const name = String(request?.url ?? '');
    if (!namePattern.test(name)) throw new UnfitBundle('request.url must be Type/id');
    if (names.has(name)) throw new UnfitBundle('a resource stands in a transaction once');
    names.add(name);
    const json = resource as Json | undefined;
    return request?.method === 'DELETE'
      ? { name, base: baseOf(name, json, request.ifMatch, held) ?? unknownBase(name) }
      : putEntry(name, json, request?.method, held);
  });
}

/** Names that a page's transaction writes: what has to be looked up before it is prepared. */
export function namesOf(bundle: unknown): readonly string[] {
  const { entry = [] } = bundle as BundleLike;
  return entry.map(({ request }) => String(request?.url ?? ''));
}

function putEntry(
  name: string,
  json: Json | undefined,
  method: unknown,
  held: ReadonlyMap<string, Held>,
): SavedEntry {
  if (method !== 'PUT' || json === undefined || `${json.resourceType}/${json.id}` !== name)
    throw new UnfitBundle('a resource is put under its own type and id');
  const base = baseOf(name, json, undefined, held);
  const resource = withoutVersion(json);
  return base === undefined ? { name, resource } : { name, resource, base };
}

/** The version that the page read wins over what is held by now: the page shows an older one, perhaps. */
function baseOf(
  name: string,
  json: Json | undefined,
  ifMatch: unknown,
  held: ReadonlyMap<string, Held>,
): SavedEntry['base'] {
  const known = held.get(name);
  const stated =
    typeof ifMatch === 'string' ? ifMatch.replace(/^(?:W\/)?"?|"$/g, '') : json?.meta?.['versionId'];
  const versionId = typeof stated === 'string' ? stated : known?.versionId;
  if (known === undefined) {
    if (versionId === undefined) return undefined;
    // What was read is not held any more: the whole counts as changed against nothing, so that a clash is shown in full.
    return { versionId, resource: { resourceType: name.split('/')[0]!, id: name.split('/')[1]! } };
  }
  return { ...(versionId !== undefined && { versionId }), resource: withoutVersion(known.resource) };
}

function unknownBase(name: string): never {
  throw new UnfitBundle(`nothing is known of ${name.split('/')[0]}, so it cannot be deleted`);
}

/** The content without what the centre writes itself. */
export function withoutVersion(resource: Json): Json {
  const { meta, ...rest } = resource;
  if (meta === undefined) return resource;
  const { versionId: _version, lastUpdated: _updated, ...kept } = meta;
  return (Object.keys(kept).length === 0 ? rest : { ...rest, meta: kept }) as Json;
}
