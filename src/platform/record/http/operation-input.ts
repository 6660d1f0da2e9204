import type { FastifyRequest } from 'fastify';
import { AppError } from '#kernel/errors.ts';
import type { Bilingual } from '#kernel/schema.ts';
import { queryOf } from './request-facts.ts';

const needed: Bilingual = {
  vi: 'Cần một bản ghi Parameters với các giá trị đơn giản.',
  en: 'A Parameters resource with plain values is needed.',
};

/**
 * The parameters of an operation as a query: those of the address, and of a POST the plain values of its Parameters. Error:
 * request.invalid.
 */
export function operationQuery(request: FastifyRequest): string {
  const query = queryOf(request);
  const { body } = request;
  if (typeof body !== 'string' || body.trim() === '') return query;
  const given = readParameters(body);
  return [query, given.toString()].filter((part) => part !== '').join('&');
}

function readParameters(body: string): URLSearchParams {
  const refused = new AppError('request.invalid', { issues: [{ path: 'Parameters', text: needed }] });
  let json: { resourceType?: unknown; parameter?: unknown };
  try {
    json = JSON.parse(body) as typeof json;
  } catch {
    throw refused;
  }
  if (json?.resourceType !== 'Parameters') throw refused;
  const query = new URLSearchParams();
  const list = Array.isArray(json.parameter) ? (json.parameter as Record<string, unknown>[]) : [];
  for (const one of list) {
    const value = Object.entries(one).find(([key]) => key.startsWith('value'))?.[1];
    if (typeof one['name'] !== 'string' || typeof value === 'object' || value === undefined) throw refused;
    query.append(one['name'], String(value as string | number | boolean));
  }
  return query;
}
