import type { Bundle, BundleEntry, BundleEntryResponse } from '@medplum/fhirtypes';
import { runBundle } from './bundle.ts';
import type { Desk } from './desk.ts';
import type { Intent, Outcome } from './write/intent.ts';
import { writeAudited } from './write-record.ts';

/**
 * Runs a bundle that was made in this process. A transaction of plain creates and updates goes from object to object: its
 * resources are printed once each, and the envelope is neither printed nor read again. Anything else goes the way of the wire.
 */
export async function runHouseBundle(desk: Desk, bundle: Bundle): Promise<Bundle> {
  const entries = bundle.entry ?? [];
  const intents = entries.map(intentOf).filter((intent) => intent !== undefined);
  if (bundle.type !== 'transaction' || intents.length < entries.length)
    return JSON.parse(await runBundle(desk, JSON.stringify(bundle), 'minimal', '')) as Bundle;
  const outcomes = await writeAudited(desk, intents);
  return {
    resourceType: 'Bundle',
    type: 'transaction-response',
    entry: outcomes.map((outcome) => ({ response: responseOf(outcome) })),
  };
}

/** Undefined for what is not a plain create or an update by id. */
function intentOf({ resource, request, fullUrl }: BundleEntry, at: number): Intent | undefined {
  if (resource === undefined || request === undefined) return undefined;
  const { method, url, ifMatch, ifNoneExist } = request;
  const { resourceType, id } = resource;
  if (ifMatch !== undefined || ifNoneExist !== undefined) return undefined;
  const isUpdate = method === 'PUT' && id !== undefined && url === `${resourceType}/${id}`;
  if (!isUpdate && (method !== 'POST' || url !== resourceType)) return undefined;
  return {
    method: isUpdate ? 'update' : 'create',
    resourceType,
    ...(isUpdate && { id }),
    text: JSON.stringify(resource),
    printedHere: true,
    ...(fullUrl !== undefined && { fullUrl }),
    where: `Bundle.entry[${at}]`,
  };
}

function responseOf({ outcome, stored }: Outcome): BundleEntryResponse {
  if (stored === undefined) return { status: '204 No Content' };
  return {
    status: outcome === 'created' ? '201 Created' : '200 OK',
    location: `${stored.resourceType}/${stored.id}/_history/${stored.versionId}`,
    etag: `W/"${stored.versionId}"`,
    lastModified: stored.lastUpdated,
  };
}
