import type { BundleEntry, Resource } from '@medplum/fhirtypes';
import { literalReference } from '#kernel/fhir/references.ts';
import { derivedId } from '../hl7v2/derived-id.ts';

/** How one entry is written. `reference` is how others point to it afterwards; undefined where only the record can say. */
export type EntryPlan =
  | { readonly kind: 'put'; readonly reference: string; readonly id: string }
  /** Conditional create or update: passed to the record as it is. */
  | {
      readonly kind: 'conditional';
      readonly method: 'POST' | 'PUT';
      readonly url: string;
      readonly ifNoneExist?: string;
    }
  | { readonly kind: 'pass' }
  | { readonly kind: 'refuse' };

const FHIR_ID = /^[A-Za-z0-9\-.]{1,64}$/;
const URN_UUID = /^urn:uuid:([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/i;

/**
 * Says under which id an entry is kept, so that importing the file again changes nothing: the id that its PUT or its fullUrl names, the uuid of
 * a urn, the id inside the resource; a name of any other kind, and content without a name, give an id that follows from them.
 */
export function planEntry(entry: BundleEntry, sender: string): EntryPlan {
  const { resource, request, fullUrl } = entry;
  if (entry.search?.mode === 'outcome' || resource?.resourceType === 'OperationOutcome')
    return { kind: 'pass' };
  const method = request?.method ?? (resource === undefined ? 'GET' : 'PUT');
  if (resource === undefined || !['POST', 'PUT'].includes(method)) return { kind: 'refuse' };
  const type = resource.resourceType;
  if (request?.ifNoneExist !== undefined)
    return { kind: 'conditional', method: 'POST', url: type, ifNoneExist: request.ifNoneExist };
  if (method === 'PUT' && request?.url?.includes('?') === true)
    return { kind: 'conditional', method: 'PUT', url: request.url };
  const named = method === 'PUT' ? literalReference(request?.url ?? '') : undefined;
  const id = (named?.type === type ? named.id : undefined) ?? idOf(resource, fullUrl, sender);
  return { kind: 'put', reference: `${type}/${id}`, id };
}

function idOf(resource: Resource, fullUrl: string | undefined, sender: string): string {
  const urn = URN_UUID.exec(fullUrl ?? '')?.[1];
  if (urn !== undefined) return urn.toLowerCase();
  const url = literalReference(fullUrl ?? '');
  if (url?.type === resource.resourceType) return url.id;
  if (fullUrl === undefined && resource.id !== undefined && FHIR_ID.test(resource.id)) return resource.id;
  return derivedId(
    undefined,
    'fhir-file',
    sender,
    resource.resourceType,
    fullUrl ?? JSON.stringify(resource),
  );
}
