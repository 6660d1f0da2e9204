import { AppError } from '#kernel/errors.ts';
import type { Bilingual } from '#kernel/schema.ts';
import type { Json } from '../write/intent.ts';

/** What a validation is for; 'content' where no mode was given. */
export type Mode = 'content' | 'create' | 'update' | 'delete' | 'profile';

/** A validation as it was asked for. */
export interface ValidateRequest {
  readonly mode: Mode;
  readonly profiles: readonly string[];
  readonly resource: Json | undefined;
  /** The resource as it came, for a write that is tried. */
  readonly text: string | undefined;
}

interface Parameter {
  readonly name?: unknown;
  readonly resource?: Json;
  readonly [value: string]: unknown;
}

const modes: readonly string[] = ['create', 'update', 'delete', 'profile'];
/** Most profiles of one validation. */
const mostProfiles = 20;

/**
 * Reads a validation from the query and the body: a resource as it is, or a Parameters with `resource`, `mode` and `profile`.
 * @throws AppError request.invalid naming the parameter
 */
export function readValidateRequest(query: string, body: string, type: string): ValidateRequest {
  const search = new URLSearchParams(query);
  const sent = body.trim() === '' ? undefined : parse(body);
  const wrapped = sent?.resourceType === 'Parameters' && (type !== 'Parameters' || holdsResource(sent));
  const parameters = wrapped ? parametersOf(sent) : [];
  const given = (name: string): string[] => [
    ...search.getAll(name),
    ...parameters.filter((one) => one.name === name).flatMap((one) => textOf(one)),
  ];
  const [mode, second] = given('mode');
  if (second !== undefined || (mode !== undefined && !modes.includes(mode)))
    throw wrong('mode', {
      vi: `mode chỉ nhận một trong: ${modes.join(', ')}.`,
      en: `mode takes one of: ${modes.join(', ')}.`,
    });
  const profiles = [...new Set(given('profile').flatMap((value) => value.split(',')))];
  if (profiles.length > mostProfiles)
    throw wrong('profile', {
      vi: `nhiều nhất ${mostProfiles} hồ sơ một lần.`,
      en: `${mostProfiles} profiles at most at a time.`,
    });
  const resource = wrapped ? parameters.find((one) => one.name === 'resource')?.resource : sent;
  return {
    mode: (mode as Mode | undefined) ?? 'content',
    profiles,
    resource,
    text: resource === undefined ? undefined : wrapped ? JSON.stringify(resource) : body,
  };
}

function parse(text: string): Json {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new AppError('request.invalid');
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new AppError('request.invalid');
  return json as Json;
}

function parametersOf(sent: Json): readonly Parameter[] {
  const list: unknown = sent['parameter'] ?? [];
  const isList = Array.isArray(list) && list.every((one) => typeof one === 'object' && one !== null);
  if (!isList) throw new AppError('request.invalid');
  return list as Parameter[];
}

function holdsResource(sent: Json): boolean {
  return parametersOf(sent).some((one) => one.name === 'resource' && one.resource !== undefined);
}

/** The text of a value[x]: code, uri, canonical and string are taken alike. */
function textOf(parameter: Parameter): string[] {
  const key = Object.keys(parameter).find((one) => one.startsWith('value'));
  const value = key === undefined ? undefined : parameter[key];
  if (typeof value !== 'string')
    throw wrong(String(parameter.name), { vi: 'cần một chuỗi.', en: 'a text is needed.' });
  return [value];
}

/** request.invalid that names the parameter. */
export function wrong(name: string, text: Bilingual): AppError {
  return new AppError('request.invalid', { issues: [{ path: name, issue: 'invalid', text }] });
}
