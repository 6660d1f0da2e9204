import { AppError } from '#kernel/errors.ts';
import { exactObject, isExactObject, parseExact, printExact } from '#kernel/fhir/json/exact.ts';
import type { ExactJson, ExactObject } from '#kernel/fhir/json/exact.ts';

const lists = ['profile', 'security', 'tag'] as const;

/** The Meta of a resource as Parameters, digits and order as stored. */
export function metaOf(resourceText: string): string {
  const resource = parseExact(resourceText);
  const meta = isExactObject(resource) ? resource['meta'] : undefined;
  return `{"resourceType":"Parameters","parameter":[{"name":"return","valueMeta":${printExact(meta ?? exactObject())}}]}`;
}

/**
 * What `$meta-add` and `$meta-delete` make of a resource: profiles, security labels and tags are sets, added or taken out.
 * Error: request.invalid where the Parameters hold no Meta.
 * @source HL7 FHIR R4 resource-operation-meta-add.html, resource-operation-meta-delete.html
 */
export function compileMetaChange(kind: 'add' | 'delete', parametersText: string): (text: string) => string {
  const given = givenMeta(parseExact(parametersText));
  return (text) => {
    const resource = parseExact(text);
    if (!isExactObject(resource)) throw new AppError('request.invalid');
    const found = resource['meta'];
    const meta = isExactObject(found) ? found : exactObject();
    resource['meta'] = meta;
    for (const name of lists) changeList(kind, meta, name, given);
    return printExact(resource);
  };
}

function changeList(kind: 'add' | 'delete', meta: ExactObject, name: string, given: ExactObject): void {
  const [present, named] = [listOf(meta[name]), listOf(given[name])];
  const keys = new Set((kind === 'add' ? present : named).map(keyOf));
  const made =
    kind === 'add'
      ? [...present, ...named.filter((one) => !keys.has(keyOf(one)))]
      : present.filter((one) => !keys.has(keyOf(one)));
  if (made.length === 0) delete meta[name];
  else meta[name] = made;
}

function listOf(json: ExactJson | undefined): ExactJson[] {
  return Array.isArray(json) ? json : [];
}

/** A label is the same by system and code, whatever its display says. */
function keyOf(json: ExactJson): string {
  return isExactObject(json)
    ? JSON.stringify([json['system'] ?? null, json['code'] ?? null])
    : String(json as string | boolean | null);
}

function givenMeta(parameters: ExactJson): ExactObject {
  const list = isExactObject(parameters) ? listOf(parameters['parameter']) : [];
  for (const one of list) {
    const meta = isExactObject(one) && one['name'] === 'meta' ? one['valueMeta'] : undefined;
    if (isExactObject(meta)) return meta;
  }
  throw new AppError('request.invalid', {
    issues: [
      {
        path: 'Parameters.parameter',
        text: {
          vi: 'Cần tham số meta có valueMeta.',
          en: 'The parameter meta with a valueMeta is needed.',
        },
      },
    ],
  });
}
