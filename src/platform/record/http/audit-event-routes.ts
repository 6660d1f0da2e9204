import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '#kernel/errors.ts';
import { auditScope, withinScope } from '../../audit/audit-scope.ts';
import { readAuditQuestion } from '../../audit/audit-question.ts';
import { toAuditEvent, type BalpHouse } from '../../audit/balp.ts';
import { readQuestions } from '../../audit/questions.ts';
import { searchAudit, type AuditFilter, type AuditRecord } from '../../audit/search-audit.ts';
import { parseCursor, printCursor } from '../../module/page-cursor.ts';
import type { Queryable } from '../../sql/database.ts';
import type { Desk } from '../desk.ts';
import { fhirIdsOfPersons, rowIdOfPerson } from '../person-row.ts';
import { readByAddress } from '../read-address.ts';
import { isLenient, queryOf } from './request-facts.ts';
import type { RouteHost } from './route-host.ts';
import { sendAnswer, sendText } from './send.ts';

/**
 * AuditEvents of this house: lines of the log as IHE BALP tells them, for the person whose record was looked at, the supervisor of the
 * facility in whose name it was done, and who looks for a leak. Systems meet here the AuditEvents that systems stored, as with any type.
 */
export function mountAuditEvents(app: FastifyInstance, host: RouteHost): void {
  const search = async (
    request: FastifyRequest,
    reply: FastifyReply,
    body: unknown,
  ): Promise<FastifyReply> => {
    const query = [queryOf(request), typeof body === 'string' ? body : '']
      .filter((part) => part !== '')
      .join('&');
    const desk = host.deskFor(request);
    if (desk.actor.kind !== 'person') return passOn(host, request, reply, `AuditEvent?${query}`);
    return sendText(request, reply, await searchPage(host, desk, query));
  };
  app.get('/AuditEvent', (request, reply) => search(request, reply, undefined));
  app.post('/AuditEvent/_search', (request, reply) => search(request, reply, request.body));
  app.get('/AuditEvent/:id', async (request, reply) => {
    const { id } = request.params as { id: string };
    const desk = host.deskFor(request);
    if (desk.actor.kind !== 'person')
      return passOn(host, request, reply, `AuditEvent/${id}?${queryOf(request)}`);
    const [line] = await linesFor(desk, { id, limit: 1 });
    if (line === undefined) throw new AppError('record.not-found');
    await desk.audit({ action: 'read', resourceType: 'AuditEvent', resourceId: line.id, outcome: 'ok' });
    return sendText(request, reply, JSON.stringify(toAuditEvent(line, await houseFor(host, desk, [line]))));
  });
}

async function passOn(
  host: RouteHost,
  request: FastifyRequest,
  reply: FastifyReply,
  address: string,
): Promise<FastifyReply> {
  const options = { lenient: isLenient(request) };
  return sendAnswer(
    request,
    reply,
    await readByAddress(host.deskFor(request), address, host.baseUrl, options),
  );
}

async function searchPage(host: RouteHost, desk: Desk, query: string): Promise<string> {
  const asked = readAuditQuestion(new URLSearchParams(query));
  const after = parseCursor(asked.cursor);
  const wished = await withRowIds(desk.q, asked.filter);
  const lines = await linesFor(desk, {
    ...wished,
    ...(after !== undefined && { after }),
    limit: asked.count + 1,
  });
  const page = lines.slice(0, asked.count);
  const house = await houseFor(host, desk, page);
  await desk.audit({
    action: 'search',
    resourceType: 'AuditEvent',
    // Whose lines were asked for is itself an access to what concerns her.
    ...(wished.patientId !== undefined && { patientId: wished.patientId }),
    query: Object.keys(asked.filter).join(' '),
    outcome: 'ok',
    count: page.length,
  });
  const last = page.at(-1);
  const plain = withoutCursor(query);
  const self = `${host.baseUrl}/AuditEvent${query === '' ? '' : `?${query}`}`;
  const next =
    lines.length > page.length && last !== undefined
      ? `${host.baseUrl}/AuditEvent?${plain === '' ? '' : `${plain}&`}_cursor=${printCursor(last)}`
      : undefined;
  return JSON.stringify({
    resourceType: 'Bundle',
    type: 'searchset',
    link: [{ relation: 'self', url: self }, ...(next === undefined ? [] : [{ relation: 'next', url: next }])],
    ...(page.length > 0 && {
      entry: page.map((line) => ({
        fullUrl: `${host.baseUrl}/AuditEvent/${line.id}`,
        resource: toAuditEvent(line, house),
        search: { mode: 'match' },
      })),
    }),
  });
}

/** The lines that this person may see of those asked for. Error: access.denied. */
async function linesFor(desk: Desk, filter: AuditFilter): Promise<AuditRecord[]> {
  const given = auditScope(desk.actor);
  const scope =
    given.lines === 'own' ? { ...given, patientId: await rowIdOfPerson(desk.q, given.patientId) } : given;
  const narrowed = withinScope(scope, filter);
  if (narrowed === undefined) {
    await desk.audit({ action: 'refused', resourceType: 'AuditEvent', outcome: 'refused' });
    throw new AppError('access.denied', { detail: 'lines outside the scope' });
  }
  return searchAudit(desk.q, narrowed);
}

async function withRowIds(q: Queryable, filter: AuditFilter): Promise<AuditFilter> {
  return filter.patientId === undefined
    ? filter
    : { ...filter, patientId: await rowIdOfPerson(q, filter.patientId) };
}

/**
 * What the projection may tell this reader. The question itself goes only to who looks for a leak: to a person or a supervisor it
 * would tell names and illnesses of others that somebody typed.
 */
async function houseFor(host: RouteHost, desk: Desk, lines: readonly AuditRecord[]): Promise<BalpHouse> {
  const patientNames = await namesOf(desk.q, lines);
  const mayKnow = auditScope(desk.actor).lines === 'all';
  return {
    baseUrl: host.baseUrl,
    patientNames,
    ...(mayKnow && { questions: await readQuestions(desk.q, desk.host.keys, lines) }),
  };
}

function namesOf(q: Queryable, lines: readonly AuditRecord[]): Promise<Map<string, string>> {
  return fhirIdsOfPersons(
    q,
    lines.flatMap(({ patient_id: id }) => (id === null ? [] : [id])),
  );
}

function withoutCursor(query: string): string {
  return query
    .split('&')
    .filter((part) => part !== '' && !part.startsWith('_cursor='))
    .join('&');
}
