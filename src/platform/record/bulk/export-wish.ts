import { AppError, type ErrorIssue } from '#kernel/errors.ts';
import { timeRange } from '#kernel/fhir/date-range.ts';
import { isResourceType } from '#kernel/fhir/structure/element-facts.ts';

/** What an export is asked for. */
export interface ExportWish {
  readonly level: 'system' | 'patient' | 'group';
  /** The group of level 'group'. */
  readonly groupId?: string;
  /** Ids of the only patients wanted. */
  readonly patients?: readonly string[];
  /** Only these types; all that the level and the caller's rights allow where nothing is said. */
  readonly types?: readonly string[];
  /** Only what changed at or after this instant, and what was deleted since. */
  readonly since?: string;
  /** Search queries by type; a resource that meets one of them is taken. */
  readonly filters: readonly { readonly type: string; readonly query: string }[];
  readonly elements?: string;
}

/** Parameters as they came, from the address or from a Parameters resource. */
export type Given = readonly (readonly [name: string, value: string])[];

const formats = new Set(['application/fhir+ndjson', 'application/ndjson', 'ndjson']);
const known = new Set([
  '_outputFormat',
  '_since',
  '_type',
  '_typeFilter',
  '_elements',
  'patient',
  '_format',
  '_pretty',
]);

/**
 * Reads a kick-off request. Error: request.invalid with each parameter that is wrong; a lenient caller has unknown ones left out.
 * @source HL7 Bulk Data Access 2.0.0 (STU 2), "Bulk Data Kick-off Request"
 */
export function readExportWish(
  place: Pick<ExportWish, 'level' | 'groupId'>,
  given: Given,
  lenient: boolean,
): ExportWish {
  const issues: ErrorIssue[] = [];
  const all = (name: string): string[] => given.filter(([one]) => one === name).map(([, value]) => value);
  const listed = (name: string): string[] =>
    all(name).flatMap((value) => value.split(',').filter((part) => part !== ''));
  for (const name of new Set(given.map(([one]) => one))) {
    if (!known.has(name) && !lenient) issues.push(wrong(name, 'not-supported', unknown));
  }
  const format = all('_outputFormat')[0];
  // '+' in an address is a blank.
  if (format !== undefined && !formats.has(format.replace(' ', '+')))
    issues.push(wrong('_outputFormat', 'not-supported', onlyNdjson));
  const types = listed('_type');
  for (const type of types) if (!isResourceType(type)) issues.push(wrong('_type', 'not-supported', noType));
  const since = all('_since')[0]?.replace(' ', '+');
  const range = since === undefined ? undefined : timeRange(since);
  if (since !== undefined && (range === undefined || !since.includes('T') || !Number.isFinite(range.lo)))
    issues.push(wrong('_since', 'value', noInstant));
  const filters = all('_typeFilter')
    .flatMap(splitFilters)
    .map((text) => {
      const mark = text.indexOf('?');
      return { type: text.slice(0, Math.max(mark, 0)), query: text.slice(mark + 1) };
    });
  for (const { type } of filters) {
    const isAsked = types.length === 0 || types.includes(type);
    if (!isResourceType(type) || !isAsked) issues.push(wrong('_typeFilter', 'value', noFilter));
  }
  const patients = listed('patient').map((text) => /^(?:Patient\/)?([A-Za-z0-9\-.]{1,64})$/.exec(text)?.[1]);
  if (patients.includes(undefined) || (patients.length > 0 && place.level === 'system'))
    issues.push(wrong('patient', 'value', noPatient));
  if (issues.length > 0) throw new AppError('request.invalid', { issues });
  const elements = listed('_elements').join(',');
  return {
    ...place,
    filters,
    ...(patients.length > 0 && { patients: patients as string[] }),
    ...(types.length > 0 && { types: [...new Set(types)] }),
    ...(range !== undefined && { since: new Date(range.lo).toISOString() }),
    ...(elements !== '' && { elements }),
  };
}

/** Several filters may stand in one parameter, each behind its type; commas inside a query part nothing. */
function splitFilters(text: string): string[] {
  return text.split(/,(?=[A-Z][A-Za-z]+\?)/);
}

/** The parameters of a Parameters resource as name and text. Error: request.invalid. */
export function givenInBody(text: string): Given {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    throw new AppError('request.invalid', { cause: error });
  }
  const { resourceType, parameter = [] } = body as {
    resourceType?: unknown;
    parameter?: readonly (Readonly<Record<string, unknown>> & { readonly name?: unknown })[];
  };
  if (resourceType !== 'Parameters' || !Array.isArray(parameter)) throw new AppError('request.invalid');
  return parameter.map((one) => {
    const [, value] = Object.entries(one).find(([key]) => key.startsWith('value')) ?? [];
    const plain =
      value !== null && typeof value === 'object' ? (value as { reference?: unknown }).reference : value;
    if (typeof one.name !== 'string' || typeof plain !== 'string') throw new AppError('request.invalid');
    return [one.name, plain] as const;
  });
}

function wrong(path: string, issue: 'not-supported' | 'value', text: ErrorIssue['text']): ErrorIssue {
  return { path, issue, text };
}

const unknown = { vi: 'Tham số này chưa có ở đây.', en: 'This parameter is not known here.' };
const onlyNdjson = {
  vi: 'Tệp xuất ra chỉ có dạng application/fhir+ndjson.',
  en: 'Files come as application/fhir+ndjson only.',
};
const noType = { vi: 'Không có loại bản ghi này trong FHIR R4.', en: 'FHIR R4 has no such resource type.' };
const noInstant = {
  vi: 'Hãy ghi đủ ngày giờ và múi giờ, ví dụ 2026-01-31T00:00:00+07:00.',
  en: 'Write day, time and time zone, such as 2026-01-31T00:00:00+07:00.',
};
const noFilter = {
  vi: 'Hãy viết như Observation?code=8867-4, với một loại nằm trong _type.',
  en: 'Write it as Observation?code=8867-4, with a type that _type names.',
};
const noPatient = {
  vi: 'Hãy viết như Patient/123; chỉ dùng khi xuất theo người bệnh hoặc theo nhóm.',
  en: 'Write it as Patient/123; only for exports of patients or of a group.',
};
