import { AppError } from '#kernel/errors.ts';
import { viewFormatOf, type ViewFormat } from './formats.ts';

/** What a caller of $viewdefinition-run asks. */
export interface ViewRequest {
  /** The ViewDefinition as JSON text. */
  readonly view: string;
  readonly format: ViewFormat;
  readonly header: boolean;
  readonly limit: number;
  readonly patients: readonly string[];
  readonly groups: readonly string[];
  readonly since: string | undefined;
  /** Inline data as JSON texts, digits as they came; undefined: the store is read. */
  readonly resources: readonly string[] | undefined;
}

interface Parameter {
  readonly name: string;
  readonly resource?: unknown;
  readonly [value: string]: unknown;
}

const names = new Set([
  'viewReference',
  'viewResource',
  '_format',
  'header',
  'patient',
  'group',
  '_since',
  '_limit',
  'resource',
]);

/**
 * Reads a call: parameters of the address and of a Parameters body together.
 * @param load gives the text of a stored ViewDefinition, by id ('ViewDefinition/x') or canonical address
 * @param stored id of the address, where the operation was called on one view
 * Errors: request.invalid with the parameter named, request.not-acceptable.
 */
export async function readViewRequest(
  call: { readonly query: string; readonly body: string | undefined; readonly accept: string | undefined },
  load: (reference: string) => Promise<string>,
  stored?: string,
): Promise<ViewRequest> {
  const parameters = [...ofQuery(call.query), ...ofBody(call.body)];
  for (const { name } of parameters) if (!names.has(name)) refuse(name);
  const values = (name: string): string[] =>
    parameters
      .filter((one) => one.name === name && one.resource === undefined)
      .map((one) => valueOf(one) ?? refuse(name));
  const one = (name: string): string | undefined => {
    const found = values(name);
    return found.length > 1 ? refuse(name) : found[0];
  };
  const inline = parameters.filter(({ name }) => name === 'viewResource');
  const reference = stored === undefined ? one('viewReference') : `ViewDefinition/${stored}`;
  if (
    inline.length + (reference === undefined ? 0 : 1) !== 1 ||
    (stored !== undefined && values('viewReference').length > 0)
  )
    refuse('viewResource');
  const view =
    reference === undefined
      ? JSON.stringify(inline[0]!.resource ?? refuse('viewResource'))
      : await load(reference);
  const limit = one('_limit');
  if (limit !== undefined && !/^[1-9]\d{0,9}$/.test(limit)) refuse('_limit');
  const since = one('_since');
  if (
    since !== undefined &&
    !/^\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?$/.test(since)
  )
    refuse('_since');
  const header = one('header') ?? 'true';
  if (header !== 'true' && header !== 'false') refuse('header');
  const given = parameters.filter(({ name }) => name === 'resource');
  return {
    view,
    format: viewFormatOf(one('_format'), call.accept),
    header: header === 'true',
    limit: limit === undefined ? Number.MAX_SAFE_INTEGER : Number(limit),
    patients: values('patient').map((text) => idOf(text, 'Patient') ?? refuse('patient')),
    groups: values('group').map((text) => idOf(text, 'Group') ?? refuse('group')),
    since,
    resources:
      given.length === 0
        ? undefined
        : given.map(({ resource }) => JSON.stringify(resource ?? refuse('resource'))),
  };
}

function ofQuery(query: string): Parameter[] {
  return [...new URLSearchParams(query)].map(([name, value]) => ({ name, valueString: value }));
}

function ofBody(body: string | undefined): Parameter[] {
  if (body === undefined || body === '') return [];
  let json: { resourceType?: unknown; parameter?: unknown };
  try {
    json = parseKeepingDigits(body) as typeof json;
  } catch (error) {
    throw new AppError('request.invalid', { cause: error });
  }
  if (
    json === null ||
    typeof json !== 'object' ||
    json.resourceType !== 'Parameters' ||
    !Array.isArray(json.parameter)
  )
    throw new AppError('request.invalid');
  return json.parameter.map((one: unknown) => {
    const named = one as Parameter | null;
    return typeof named?.name === 'string' ? named : refuse('parameter');
  });
}

type Revive = (key: string, value: unknown, context: { readonly source?: string }) => unknown;
const keepDigits: Revive = (_key, value, { source }) =>
  typeof value === 'number' && source !== undefined ? (JSON as unknown as RawJson).rawJSON(source) : value;

interface RawJson {
  rawJSON(text: string): unknown;
}

/** Numbers stay as they were written when the value is printed again: 1.0 is not 1. */
function parseKeepingDigits(text: string): unknown {
  return (JSON.parse as (text: string, revive: Revive) => unknown)(text, keepDigits);
}

function valueOf(parameter: Parameter): string | undefined {
  const key = Object.keys(parameter).find((name) => name.startsWith('value'));
  const value = key === undefined ? undefined : parameter[key];
  if (typeof value === 'string') return value;
  const reference = (value as { reference?: unknown } | undefined)?.reference;
  if (typeof reference === 'string') return reference;
  return value === undefined ? undefined : JSON.stringify(value);
}

function idOf(text: string, type: string): string | undefined {
  const match = /^(?:([A-Z][A-Za-z]+)\/)?([A-Za-z0-9\-.]{1,64})$/.exec(text);
  return match === null || (match[1] ?? type) !== type ? undefined : match[2];
}

function refuse(name: string): never {
  const text = {
    vi: `Tham số ${name.slice(0, 40)} chưa đúng hoặc chưa dùng được ở đây.`,
    en: `The parameter ${name.slice(0, 40)} is not right or not taken here.`,
  };
  throw new AppError('request.invalid', { issues: [{ path: name.slice(0, 40), text }] });
}
