import type { FastifyRequest } from 'fastify';
import type { ReturnPreference } from '../bundle-text.ts';

/** The query as it came, without '?'. */
export function queryOf(request: FastifyRequest): string {
  const mark = request.url.indexOf('?');
  return mark < 0 ? '' : request.url.slice(mark + 1);
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
