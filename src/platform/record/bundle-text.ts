import type { StoredResource } from './record-store.ts';
import type { Version } from './history.ts';

/** What a writer wants back. */
export type ReturnPreference = 'minimal' | 'representation' | 'OperationOutcome';

interface ResponsePart {
  readonly status: string;
  readonly location?: string;
  readonly etag?: string;
  readonly lastModified?: string;
  /** JSON text of an OperationOutcome. */
  readonly outcome?: string;
  /** JSON text of the entry's resource. */
  readonly resource?: string;
  readonly fullUrl?: string;
}

/** An OperationOutcome that says that all is well. */
export const allIsWell =
  '{"resourceType":"OperationOutcome","issue":[{"severity":"information","code":"informational","details":{"text":"Đã ghi. / Saved."}}]}';

/** Entry of a response bundle, joined from texts: nothing is parsed or printed anew. */
export function responseJson(part: ResponsePart): string {
  const head = part.fullUrl === undefined ? '' : `"fullUrl":${JSON.stringify(part.fullUrl)},`;
  const resource = part.resource === undefined ? '' : `"resource":${part.resource},`;
  const fields = [`"status":"${part.status}"`];
  if (part.location !== undefined) fields.push(`"location":"${part.location}"`);
  if (part.etag !== undefined) fields.push(`"etag":${JSON.stringify(part.etag)}`);
  if (part.lastModified !== undefined) fields.push(`"lastModified":"${part.lastModified}"`);
  if (part.outcome !== undefined) fields.push(`"outcome":${part.outcome}`);
  return `{${head}${resource}"response":{${fields.join(',')}}}`;
}

/** Entry for something written. */
export function entryJson(
  stored: StoredResource,
  status: string,
  prefer: ReturnPreference,
  baseUrl: string,
): string {
  const name = `${stored.resourceType}/${stored.id}`;
  return responseJson({
    status,
    location: `${name}/_history/${stored.versionId}`,
    etag: `W/"${stored.versionId}"`,
    lastModified: stored.lastUpdated,
    ...(prefer === 'representation' && { resource: stored.text, fullUrl: `${baseUrl}/${name}` }),
    ...(prefer === 'OperationOutcome' && { outcome: allIsWell }),
  });
}

/** A searchset joined from stored texts. */
export function searchsetJson(page: {
  readonly matches: readonly StoredResource[];
  readonly included: readonly StoredResource[];
  readonly total?: number;
  /** JSON text of an OperationOutcome about the search itself. */
  readonly outcome?: string;
  readonly self: string;
  readonly next?: string;
  readonly baseUrl: string;
}): string {
  const links = [`{"relation":"self","url":${JSON.stringify(page.self)}}`];
  if (page.next !== undefined) links.push(`{"relation":"next","url":${JSON.stringify(page.next)}}`);
  const total = page.total === undefined ? '' : `"total":${page.total},`;
  const entry = (stored: StoredResource, mode: string): string =>
    `{"fullUrl":"${page.baseUrl}/${stored.resourceType}/${stored.id}","resource":${stored.text},"search":{"mode":"${mode}"}}`;
  const entries = [
    ...page.matches.map((stored) => entry(stored, 'match')),
    ...page.included.map((stored) => entry(stored, 'include')),
    ...(page.outcome === undefined ? [] : [`{"resource":${page.outcome},"search":{"mode":"outcome"}}`]),
  ];
  const list = entries.length === 0 ? '' : `,"entry":[${entries.join(',')}]`;
  return `{"resourceType":"Bundle","type":"searchset",${total}"link":[${links.join(',')}]${list}}`;
}

/** A history bundle joined from stored texts. */
export function historyJson(page: {
  readonly versions: readonly Version[];
  readonly self: string;
  readonly next?: string;
  readonly baseUrl: string;
}): string {
  const links = [`{"relation":"self","url":${JSON.stringify(page.self)}}`];
  if (page.next !== undefined) links.push(`{"relation":"next","url":${JSON.stringify(page.next)}}`);
  const entries = page.versions.map((version) => {
    const name = `${version.resourceType}/${version.id}`;
    const method = version.deleted
      ? 'DELETE'
      : version.versionId === '1' && !version.chosenId
        ? 'POST'
        : 'PUT';
    const url = method === 'POST' ? version.resourceType : name;
    const status = version.deleted ? '204 No Content' : version.versionId === '1' ? '201 Created' : '200 OK';
    const resource = version.text === undefined ? '' : `"resource":${version.text},`;
    return `{"fullUrl":"${page.baseUrl}/${name}",${resource}"request":{"method":"${method}","url":"${url}"},"response":{"status":"${status}","etag":"W/\\"${version.versionId}\\"","lastModified":"${version.lastUpdated}"}}`;
  });
  const list = entries.length === 0 ? '' : `,"entry":[${entries.join(',')}]`;
  return `{"resourceType":"Bundle","type":"history","link":[${links.join(',')}]${list}}`;
}
