import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '#kernel/errors.ts';
import { queryOf } from './request-facts.ts';

/** How an answer is written. */
export type Format = 'json' | 'xml';

const formats: Readonly<Record<string, Format>> = {
  json: 'json',
  'text/json': 'json',
  'application/json': 'json',
  'application/fhir+json': 'json',
  '*/*': 'json',
  'application/*': 'json',
  xml: 'xml',
  'text/xml': 'xml',
  'application/xml': 'xml',
  'application/fhir+xml': 'xml',
};
const xmlTypes = ['application/fhir+xml', 'application/xml', 'text/xml'];
/** XML costs twenty times the CPU of JSON to read; what is larger goes as JSON. */
const longestXml = 10_000_000;
const xmlContent = 'application/fhir+xml; charset=utf-8';
const noBody = new Set(['GET', 'HEAD', 'DELETE']);

/**
 * What the caller takes: _format before Accept, the highest q first; a browser that asks for a page gets JSON. Undefined where
 * nothing fits, or another version of FHIR is asked for.
 * @source HL7 FHIR R4 http.html#mime-type, http.html#version-parameter, http.html#parameters
 */
export function formatOf(request: FastifyRequest): Format | undefined {
  const { accept } = request.headers;
  if (request.url.includes('_format=')) {
    const asked = new URLSearchParams(queryOf(request)).get('_format');
    // '+' in an address is a blank.
    if (asked !== null && asked !== '') return formatOfType(asked.replace(' ', '+'));
  }
  if (accept === undefined || accept === '' || accept === 'application/fhir+json' || accept === '*/*')
    return 'json';
  if (accept.includes('text/html')) return 'json';
  const wishes = accept
    .split(',')
    .map((type) => ({ format: formatOfType(type), q: Number(/;\s*q=([\d.]+)/i.exec(type)?.[1] ?? 1) }))
    .filter(({ format, q }) => format !== undefined && q > 0);
  return wishes.toSorted((a, b) => b.q - a.q)[0]?.format;
}

function formatOfType(type: string): Format | undefined {
  return isOurVersion(type) ? formats[type.split(';', 1)[0]!.trim().toLowerCase()] : undefined;
}

function isOurVersion(type: string): boolean {
  const version = /;\s*fhirVersion=\s*"?([^";\s]*)/i.exec(type)?.[1];
  return version === undefined || /^4\.0(?:\.\d+)?$/.test(version);
}

/**
 * Refuses a caller who takes nothing that is given here, and content that is not what its address takes. Errors:
 * request.not-acceptable, request.unsupported-media.
 */
export function demandFormats(request: FastifyRequest): void {
  if (formatOf(request) === undefined) throw new AppError('request.not-acceptable');
  const type = request.headers['content-type'];
  if (type === undefined || type === 'application/fhir+json' || noBody.has(request.method)) return;
  const charset = /;\s*charset=\s*"?([^";\s]*)/i.exec(type)?.[1]?.toLowerCase();
  if ((charset !== undefined && charset !== 'utf-8' && charset !== 'utf8') || !isOurVersion(type))
    throw new AppError('request.unsupported-media');
  const plain = type.split(';', 1)[0]!.trim().toLowerCase();
  const isSearch = request.routeOptions.url?.endsWith('/_search') === true;
  if (plain === 'application/x-www-form-urlencoded' && !isSearch && request.method !== 'GET')
    throw new AppError('request.unsupported-media');
  if (plain === 'application/json-patch+json' && request.method !== 'PATCH')
    throw new AppError('request.unsupported-media');
}

/** XML in and out. Inside it is JSON text all the way; the parts for XML are loaded by the first who uses it. */
export function speakXml(app: FastifyInstance): void {
  app.addContentTypeParser(
    xmlTypes,
    { parseAs: 'string' },
    async (_request: FastifyRequest, body: string) => {
      if (body.length > longestXml) throw new AppError('request.too-large');
      const { parseXml } = await import('#kernel/fhir/xml/parse-xml.ts');
      return parseXml(body);
    },
  );
  app.addHook('onSend', (request, reply, payload, done) => {
    if (formatOf(request) !== 'xml' || typeof payload !== 'string' || !isFhirJson(reply)) done(null, payload);
    else toXml(request, reply, payload).then((text) => done(null, text), done);
  });
}

function isFhirJson(reply: FastifyReply): boolean {
  return String(reply.getHeader('content-type') ?? '').startsWith('application/fhir+json');
}

async function toXml(request: FastifyRequest, reply: FastifyReply, json: string): Promise<string> {
  const { printXml } = await import('#kernel/fhir/xml/print-xml.ts');
  const xml = printXml(json, { pretty: isPretty(request) });
  reply.header('content-type', xmlContent);
  return xml;
}

/** `_pretty=true`: laid out for people. */
export function isPretty(request: FastifyRequest): boolean {
  return (
    request.url.includes('_pretty=true') && new URLSearchParams(queryOf(request)).get('_pretty') === 'true'
  );
}
