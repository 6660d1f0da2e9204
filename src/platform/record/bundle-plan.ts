import { AppError } from '#kernel/errors.ts';
import type { BundleSlice } from '#kernel/fhir/json/slice-bundle.ts';
import type { Bilingual } from '#kernel/schema.ts';
import { compilePatch } from './write/compile-patch.ts';
import type { Intent } from './write/intent.ts';
import { inEntry, refuseAt } from './write/refuse.ts';

/** What one entry of a batch or transaction asks for. */
export interface Plan {
  readonly slice: BundleSlice;
  readonly where: string;
  /** Undefined for a GET or HEAD. */
  readonly intent: Intent | undefined;
}

/**
 * Reads an entry. Errors: request.invalid for what is no request, bundles inside bundles and operations that are not reads; those
 * of patches.
 * @source HL7 FHIR R4 http.html#transaction
 */
export async function planEntry(slice: BundleSlice, at: number): Promise<Plan> {
  const where = `Bundle.entry[${at}]`;
  const { method, fullUrl, resourceText, ifMatch, ifNoneMatch, ifNoneExist } = slice;
  const refused = (text: Bilingual): AppError => refuseAt('request.invalid', where, '', text);
  const url = slice.url === undefined ? '' : withoutSlash(slice.url);
  if (method === 'GET' || method === 'HEAD') {
    if (url === '') throw refused(texts.request);
    return { slice: { ...slice, url }, where, intent: undefined };
  }
  if (url === '') throw refused(texts.nested);
  const [path, condition] = split(url);
  const [resourceType = '', id, ...more] = path.split('/');
  if (path.includes('$')) throw refused(texts.operation);
  if (more.length > 0) throw refused(texts.request);
  const common = { resourceType, where, ...(fullUrl !== undefined && { fullUrl }) };
  const by = {
    ...(id !== undefined && { id }),
    ...(condition !== undefined && { condition }),
    ...(ifMatch !== undefined && { ifMatch }),
  };
  const isNamed = (id !== undefined) !== (condition !== undefined && condition !== '');
  const plan = (intent: Omit<Intent, 'resourceType' | 'where' | 'fullUrl'>): Plan => ({
    slice,
    where,
    intent: { ...common, ...intent },
  });
  if (method === 'POST' && id === undefined && condition === undefined && resourceText !== undefined) {
    const given = ifNoneExist === undefined ? {} : { condition: ifNoneExist.replace(/^.*\?/, '') };
    return plan({ method: 'create', text: resourceText, ...given });
  }
  if (method === 'PUT' && isNamed && resourceText !== undefined) {
    const onlyNew = ifNoneMatch?.trim() === '*' ? { onlyNew: true } : {};
    return plan({ method: 'update', text: resourceText, ...by, ...onlyNew });
  }
  if (method === 'PATCH' && isNamed && resourceText !== undefined)
    return plan({ method: 'update', change: await patchIn(resourceText, where), ...by });
  if (method === 'DELETE' && isNamed) return plan({ method: 'delete', ...by });
  throw refused(texts.request);
}

/** A Parameters is a FHIRPath Patch; a Binary holds a JSON Patch. */
async function patchIn(text: string, where: string): Promise<(text: string) => string> {
  try {
    const resource = JSON.parse(text) as { resourceType?: unknown; contentType?: unknown; data?: unknown };
    if (resource.resourceType === 'Parameters') return await compilePatch('fhirpath-patch', text);
    const isJsonPatch =
      resource.resourceType === 'Binary' &&
      String(resource.contentType).startsWith('application/json-patch+json');
    if (!isJsonPatch || typeof resource.data !== 'string')
      throw refuseAt('request.invalid', where, '', texts.patch);
    return await compilePatch('json-patch', Buffer.from(resource.data, 'base64').toString());
  } catch (error) {
    if (error instanceof SyntaxError) throw refuseAt('request.invalid', where, '', texts.patch);
    throw inEntry(error, where);
  }
}

function split(url: string): [string, string | undefined] {
  const mark = url.indexOf('?');
  return [withoutSlash(mark < 0 ? url : url.slice(0, mark)), mark < 0 ? undefined : url.slice(mark + 1)];
}

function withoutSlash(path: string): string {
  return path.replace(/^\/|\/$/g, '');
}

const texts = {
  request: {
    vi: 'Mục này cần request.method và request.url đúng (POST Loại, PUT, PATCH hoặc DELETE Loại/mã hay Loại?điều-kiện, GET), và bản ghi khi ghi.',
    en: 'The entry needs a right request.method and request.url (POST Type; PUT, PATCH or DELETE Type/id or Type?condition; GET), and a resource to write.',
  },
  nested: {
    vi: 'Một gói không được chứa gói khác để chạy.',
    en: 'A bundle cannot hold another one to be run.',
  },
  operation: {
    vi: 'Trong gói chỉ chạy được thao tác đọc bằng GET; hãy gọi thao tác này riêng.',
    en: 'Only operations that read, by GET, run inside a bundle; call this one by itself.',
  },
  patch: {
    vi: 'PATCH trong gói cần Parameters (FHIRPath Patch), hoặc Binary có contentType application/json-patch+json và data.',
    en: 'A PATCH in a bundle needs a Parameters (FHIRPath Patch), or a Binary with contentType application/json-patch+json and data.',
  },
} as const satisfies Record<string, Bilingual>;
