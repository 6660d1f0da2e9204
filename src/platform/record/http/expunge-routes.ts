import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError, type ErrorIssue } from '#kernel/errors.ts';
import { isResourceType } from '#kernel/fhir/structure/element-facts.ts';
import { platformActor } from '../../access/actors.ts';
import { can } from '../../access/can.ts';
import { finishExport } from '../bulk/exports.ts';
import { givenInBody, type Given } from '../bulk/export-wish.ts';
import type { Desk } from '../desk.ts';
import { erase, type ForgetElsewhere } from '../expunge/erase.ts';
import { endRequest, findRequest, keepRequest, type ExpungeRequest } from '../expunge/requests.ts';
import { findTarget } from '../expunge/target.ts';
import type { RouteHost } from './route-host.ts';
import { sendText } from './send.ts';

/** Kept beside the record by other parts as well; they are taken back or replaced, not erased. */
const notErased = new Set(['Subscription', 'ViewDefinition']);

/**
 * `[type]/[id]/$expunge`: lawful erasure. One administrator asks with reason and legal ground, a second one approves; until then nothing
 * happens. Neither sees anything of the record.
 * @source Law 91/2025/QH15 (erasure of personal data on request of the person or by law)
 */
export function mountExpunge(app: FastifyInstance, host: RouteHost): void {
  app.post('/:type/:id/$expunge', async (request, reply) => {
    const desk = await administrator(host, request);
    const given = typeof request.body === 'string' ? givenInBody(request.body) : [];
    const approved = valueOf(given, 'approve');
    return approved === undefined
      ? ask(host, desk, request, reply, given)
      : approve(host, desk, request, reply, approved);
  });
  app.get('/$expunge-status/:id', async (request, reply) => {
    const desk = await administrator(host, request);
    const found = await findRequest(desk.q, idOf(request), host.record.now());
    await desk.audit({ action: 'read', query: '$expunge', outcome: found === undefined ? 'error' : 'ok' });
    if (found === undefined) throw new AppError('record.not-found');
    return tell(request, reply, found);
  });
  app.delete('/$expunge-status/:id', (request, reply) => withdraw(host, request, reply));
}

async function ask(
  host: RouteHost,
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  given: Given,
): Promise<FastifyReply> {
  const { type, id } = request.params as { type: string; id: string };
  const words = readWords(given);
  const target =
    isResourceType(type) && !notErased.has(type) ? await findTarget(desk.q, type, id) : undefined;
  if (target === undefined) {
    await desk.audit({ action: 'operation', query: '$expunge', outcome: 'error' });
    throw new AppError('record.not-found');
  }
  const kept = await desk.transaction(async (tx) => {
    const asked = { ...words, askedBy: desk.actor.accountId };
    const made = await keepRequest(tx, target, asked, host.record.now());
    const line = { actor: desk.actor, action: 'operation', query: '$expunge ask', outcome: 'ok' } as const;
    if (made !== undefined)
      await host.record.audit.append({ ...line, resourceType: type, resourceId: id }, tx);
    return made;
  });
  if (kept === undefined) throw new AppError('expunge.waiting');
  reply.code(202).header('content-location', `${host.baseUrl}/$expunge-status/${kept.id}`);
  return tell(request, reply, kept);
}

async function approve(
  host: RouteHost,
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  requestId: string,
): Promise<FastifyReply> {
  const { type, id } = request.params as { type: string; id: string };
  const now = host.record.now();
  const first = await findRequest(desk.q, requestId, now);
  const target = await findTarget(desk.q, type, id);
  // The address names what is erased once more: an id of a request alone, mistyped, must not erase somebody else.
  if (first === undefined || first.type !== type || (target ?? first).rowId !== first.rowId)
    throw new AppError('record.not-found');
  if (first.state === 'waiting' && first.askedBy === desk.actor.accountId) {
    await desk.audit({ action: 'refused', query: '$expunge approve', outcome: 'refused' });
    throw new AppError('expunge.own-request');
  }
  if (target === undefined && first.state === 'waiting') throw new AppError('record.not-found');
  await desk.transaction(async (tx) => {
    const held = await findRequest(tx, requestId, now, true);
    if (held?.state !== 'waiting' || target === undefined) throw new AppError('expunge.ended');
    const counts = await erase(host.record, tx, target, desk.actor.requestId, elsewhere(host, desk));
    await endRequest(tx, requestId, { state: 'done', by: desk.actor.accountId, at: now, counts });
    await host.record.audit.append(
      {
        actor: desk.actor,
        action: 'operation',
        resourceType: type,
        query: '$expunge',
        outcome: 'ok',
        count: counts.resources,
      },
      tx,
    );
  });
  await forgetCopies(host);
  return tell(request, reply, (await findRequest(desk.q, requestId, now))!);
}

/** Every module forgets what it keeps itself, as the house and in the same transaction. */
function elsewhere(host: RouteHost, desk: Desk): ForgetElsewhere {
  return async (tx, erased) => {
    const counts: Record<string, number> = {};
    for (const module of host.registry?.modules ?? []) {
      const context = host.contexts?.({ actor: platformActor(desk.actor.requestId), module, tx });
      if (module.erase === undefined || context === undefined) continue;
      Object.assign(counts, await module.erase(context, erased));
    }
    return counts;
  };
}

/** Exports that may hold it go whole, since files cannot be cut; what the planner remembers of columns is looked at anew. */
async function forgetCopies(host: RouteHost): Promise<void> {
  const { database, now } = host.record;
  const { rows } = await database.query<{ id: string }>(
    "select id from record.export where state <> 'cancelled'",
  );
  for (const { id } of rows) {
    await finishExport(database, id, 'cancelled', now());
    await host.exports?.folder.remove(id);
  }
  // A table that is busy is analysed by the database itself later.
  for (const table of ['resource', 'history', 'alias'])
    await database.query(`analyze record.${table}`).catch(() => undefined);
}

async function withdraw(
  host: RouteHost,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const desk = await administrator(host, request);
  await desk.transaction(async (tx) => {
    const held = await findRequest(tx, idOf(request), host.record.now(), true);
    if (held === undefined) throw new AppError('record.not-found');
    if (held.state !== 'waiting') throw new AppError('expunge.ended');
    const by = desk.actor.accountId;
    await endRequest(tx, held.id, { state: 'withdrawn', by, at: host.record.now() });
    await host.record.audit.append(
      { actor: desk.actor, action: 'operation', query: '$expunge withdraw', outcome: 'ok' },
      tx,
    );
  });
  return reply.code(204).send();
}

/** Persons with the permission alone, never a system; a refusal is in the audit before it is told. */
async function administrator(host: RouteHost, request: FastifyRequest): Promise<Desk> {
  const desk = host.deskFor(request);
  const { actor } = desk;
  if (actor.kind === 'person' && actor.scopes.length === 0 && can(actor, 'record.expunge') === 'allow')
    return desk;
  await desk.audit({ action: 'refused', query: '$expunge', outcome: 'refused' });
  throw new AppError(actor.kind === 'anonymous' ? 'access.login-required' : 'access.denied');
}

function readWords(given: Given): { readonly reason: string; readonly legalGround: string } {
  const issues: ErrorIssue[] = [];
  const read = (name: 'reason' | 'legalGround', least: number): string => {
    const value = valueOf(given, name)?.trim() ?? '';
    if (value.length < least || value.length > 2000)
      issues.push({ path: name, issue: 'required', text: wordy[name] });
    return value;
  };
  const words = { reason: read('reason', 10), legalGround: read('legalGround', 5) };
  if (issues.length > 0) throw new AppError('request.invalid', { issues });
  return words;
}

const wordy = {
  reason: {
    vi: 'Hãy ghi lý do, từ 10 đến 2000 ký tự, không nêu thông tin sức khoẻ.',
    en: 'Write the reason, 10 to 2000 characters, without anything about health.',
  },
  legalGround: {
    vi: 'Hãy ghi căn cứ pháp lý (văn bản, điều khoản), đến 2000 ký tự.',
    en: 'Write the legal ground (document, article), up to 2000 characters.',
  },
} as const;

function tell(request: FastifyRequest, reply: FastifyReply, found: ExpungeRequest): FastifyReply {
  const text = (name: string, value: string | null): object[] =>
    value === null ? [] : [{ name, valueString: value }];
  const time = (name: string, value: Date | null): object[] =>
    value === null ? [] : [{ name, valueInstant: value.toISOString() }];
  const { counts } = found;
  const numbers =
    counts === null ? {} : { resources: counts.resources, versions: counts.versions, named: counts.named };
  const parameter = [
    { name: 'request', valueId: found.id },
    { name: 'state', valueCode: found.state },
    { name: 'type', valueCode: found.type },
    ...text('reason', found.reason),
    ...text('legalGround', found.legalGround),
    ...text('askedBy', found.askedBy),
    ...time('askedAt', found.askedAt),
    ...time('expiresAt', found.expiresAt),
    ...text('decidedBy', found.decidedBy),
    ...time('decidedAt', found.decidedAt),
    ...Object.entries({ ...numbers, ...counts?.kept }).map(([name, value]) => ({
      name,
      valueInteger: value,
    })),
  ];
  return sendText(request, reply, JSON.stringify({ resourceType: 'Parameters', parameter }));
}

const valueOf = (given: Given, name: string): string | undefined => given.find(([one]) => one === name)?.[1];
const idOf = (request: FastifyRequest): string => (request.params as { id: string }).id;
