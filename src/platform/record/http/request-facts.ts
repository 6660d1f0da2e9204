import type { FastifyRequest } from 'fastify';
import { AppError } from '#kernel/errors.ts';
import type { ReturnPreference } from '../bundle-text.ts';

/** The query as it came, without '?'. */
export function queryOf(request: FastifyRequest): string {
  const mark = request.url.indexOf('?');
  return mark < 0 ? '' : request.url.slice(mark + 1);
}

const jsonTypes = /^(application\/fhir\+json|application\/json|text\/json|json|\*\/\*|application\/\*)$/;

/** Refuses a caller who takes no JSON. Error: request.not-acceptable. */
export function demandJson(request: FastifyRequest): void {
  const query = queryOf(request);
  const format = query.includes('_format') ? new URLSearchParams(query).get('_format') : null;
  // '+' in an address is a blank.
  if (format !== null && !jsonTypes.test(baseType(format.replace(' ', '+'))))
    throw new AppError('request.not-acceptable');
  const { accept } = request.headers;
  if (format !== null || accept === undefined || accept === '' || accept === 'application/fhir+json') return;
  if (accept.includes('text/html')) return;
  if (!accept.split(',').some((one) => jsonTypes.test(baseType(one))))
    throw new AppError('request.not-acceptable');
}

function baseType(type: string): string {
  return type.split(';', 1)[0]!.trim().toLowerCase();
}

/** Prefer: return=...; undefined where nothing is asked. */
export function preferenceOf(request: FastifyRequest): ReturnPreference | undefined {
  const match = /(?:^|[;,\s])return="?(minimal|representation|OperationOutcome)"?/.exec(
    String(request.headers['prefer'] ?? ''),
  );
  return match?.[1] as ReturnPreference | undefined;
}

/** Prefer: handling=lenient. */
export function isLenient(request: FastifyRequest): boolean {
  return /handling="?lenient/.test(String(request.headers['prefer'] ?? ''));
}

/** A header that may come once. */
export function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}
