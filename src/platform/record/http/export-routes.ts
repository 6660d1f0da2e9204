import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '#kernel/errors.ts';
import type { Desk } from '../desk.ts';
import { demandPersons, exportedTypes } from '../bulk/run-export.ts';
import {
  createExport,
  filesOf,
  findExport,
  finishExport,
  type Export,
  type ExportFile,
} from '../bulk/exports.ts';
import { givenInBody, readExportWish, type ExportWish, type Given } from '../bulk/export-wish.ts';
import { keptMs } from '../bulk/export-runner.ts';
import { manifestOf } from '../bulk/manifest.ts';
import { headerOf, isLenient, queryOf } from './request-facts.ts';
import type { RouteHost } from './route-host.ts';

/** Exports of one account under way at once. */
const mostAtOnce = 2;
const retrySeconds = '2';

/**
 * Bulk Data export: kick-off, status, files, and its end before time. Only systems, each within its reach, and only the one that began an
 * export sees anything of it.
 * @source HL7 Bulk Data Access 2.0.0 (STU 2)
 */
export function mountExports(app: FastifyInstance, host: RouteHost): void {
  const levels: readonly (readonly [path: string, level: ExportWish['level']])[] = [
    ['/$export', 'system'],
    ['/Patient/$export', 'patient'],
    ['/Group/:id/$export', 'group'],
  ];
  for (const [path, level] of levels) {
    const begin = (request: FastifyRequest, reply: FastifyReply, given: Given): Promise<FastifyReply> => {
      const { id } = request.params as { id?: string };
      return kickOff(host, request, reply, { level, ...(id !== undefined && { groupId: id }) }, given);
    };
    app.get(path, (request, reply) => begin(request, reply, [...new URLSearchParams(queryOf(request))]));
    app.post(path, (request, reply) =>
      begin(request, reply, [
        ...new URLSearchParams(queryOf(request)),
        ...(typeof request.body === 'string' && request.body !== '' ? givenInBody(request.body) : []),
      ]),
    );
  }
  // The status is JSON of its own and the files are NDJSON: what a reader takes of FHIR's formats does not matter here.
  const config = { ownFormats: true };
  app.get('/$export-status/:id', { config }, (request, reply) => tellStatus(host, request, reply));
  app.delete('/$export-status/:id', { config }, (request, reply) => endExport(host, request, reply));
  app.get('/$export-file/:id/:number', { config }, (request, reply) => sendFile(host, request, reply));
}

async function kickOff(
  host: RouteHost,
  request: FastifyRequest,
  reply: FastifyReply,
  place: Pick<ExportWish, 'level' | 'groupId'>,
  given: Given,
): Promise<FastifyReply> {
  const desk = host.deskFor(request);
  await demandSystem(desk);
  if (!/respond-async/.test(headerOf(request, 'prefer') ?? '')) {
    const text = {
      vi: 'Xuất dữ liệu chạy phía sau: hãy gửi kèm tiêu đề Prefer: respond-async.',
      en: 'An export runs behind the scenes: send the header Prefer: respond-async.',
    };
    throw new AppError('request.invalid', { issues: [{ path: 'Prefer', issue: 'required', text }] });
  }
  const wish = readExportWish(place, given, isLenient(request));
  try {
    await exportedTypes(desk, wish);
  } catch (error) {
    await desk.audit({ action: 'refused', query: '$export', outcome: 'refused' });
    throw error;
  }
  await demandPersons(desk, wish);
  const { exports } = host;
  if (exports === undefined) throw new AppError('route.not-found');
  const asked = `${host.baseUrl}${request.url.slice(request.url.indexOf('/fhir') + 5)}`;
  const id = await createExport(
    host.record.database,
    { actor: desk.actor, wish, request: asked },
    host.record.now(),
    mostAtOnce,
    exports.enqueue,
  );
  if (id === undefined) throw new AppError('export.too-many');
  await desk.audit({ action: 'export', query: '$export', outcome: 'ok' });
  return reply.code(202).header('content-location', `${host.baseUrl}/$export-status/${id}`).send();
}

async function tellStatus(
  host: RouteHost,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const found = await ownExport(host, request);
  reply.header('cache-control', 'no-store');
  if (found.state === 'failed') throw new AppError('export.failed');
  if (found.state !== 'done') {
    const share = Math.floor(found.done * 100);
    return reply
      .code(202)
      .header('retry-after', retrySeconds)
      .header('x-progress', `${share} %, ${found.resources} resources`)
      .send();
  }
  const files = await filesOf(host.record.database, found.id);
  const addressOf = (file: ExportFile): string => `${host.baseUrl}/$export-file/${found.id}/${file.number}`;
  const expires = new Date((found.finished ?? found.created).getTime() + keptMs);
  return reply
    .type('application/json')
    .header('expires', expires.toUTCString())
    .send(JSON.stringify(manifestOf(found, files, addressOf)));
}

async function endExport(
  host: RouteHost,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const found = await ownExport(host, request);
  await finishExport(host.record.database, found.id, 'cancelled', host.record.now());
  await host.exports?.folder.remove(found.id);
  await host.deskFor(request).audit({ action: 'delete', query: '$export', outcome: 'ok' });
  return reply.code(202).send();
}

async function sendFile(
  host: RouteHost,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const found = await ownExport(host, request);
  const { number } = request.params as { number: string };
  const file = (await filesOf(host.record.database, found.id)).find((one) => String(one.number) === number);
  if (found.state !== 'done' || file === undefined || host.exports === undefined)
    throw new AppError('record.not-found');
  const start = firstByte(headerOf(request, 'range'), file.size);
  const stream = await host.exports.folder.read(found.id, file.number, start);
  await host
    .deskFor(request)
    .audit({ action: 'read', resourceType: file.type, query: '$export', outcome: 'ok', count: file.count });
  reply
    .type('application/fhir+ndjson')
    .header('accept-ranges', 'bytes')
    .header('repr-digest', `sha-256=:${Buffer.from(file.sha256, 'hex').toString('base64')}:`)
    .header('content-length', file.size - start);
  if (start > 0) reply.code(206).header('content-range', `bytes ${start}-${file.size - 1}/${file.size}`);
  return reply.send(stream);
}

/** Where a download that was cut off goes on: 'bytes=1000-'; other ranges are answered whole. */
function firstByte(range: string | undefined, size: number): number {
  const start = Number(/^bytes=(\d{1,15})-$/.exec(range ?? '')?.[1] ?? 0);
  return start < size ? start : 0;
}

/** The export of this address, if the caller began it; for everybody else it is not there. */
async function ownExport(host: RouteHost, request: FastifyRequest): Promise<Export> {
  const desk = host.deskFor(request);
  await demandSystem(desk);
  const { id } = request.params as { id: string };
  const found = await findExport(host.record.database, id);
  if (found === undefined || found.actor.accountId !== desk.actor.accountId || found.state === 'cancelled')
    throw new AppError('record.not-found');
  return found;
}

async function demandSystem(desk: Desk): Promise<void> {
  if (desk.actor.kind === 'system') return;
  await desk.audit({ action: 'refused', query: '$export', outcome: 'refused' });
  throw new AppError(desk.actor.kind === 'anonymous' ? 'access.login-required' : 'access.denied');
}
