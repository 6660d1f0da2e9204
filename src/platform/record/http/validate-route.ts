import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError, type ErrorIssue } from '#kernel/errors.ts';
import { examineResource } from '#kernel/fhir/profiles/examine-resource.ts';
import { isResourceType } from '#kernel/fhir/structure/element-facts.ts';
import { outcomeIssue } from '../../http/error-answer.ts';
import type { Desk } from '../desk.ts';
import { createThreads, type Threads } from '../expression/threads.ts';
import { about, allowedRow, refusing } from '../read-record.ts';
import { demand } from '../reach.ts';
import type { Row } from '../rows.ts';
import { findStoredProfiles } from '../stored-profiles.ts';
import { tryWrite } from '../try-write.ts';
import type { Intent } from '../write/intent.ts';
import { headerOf, queryOf } from './request-facts.ts';
import type { RouteHost } from './route-host.ts';
import { sendText } from './send.ts';
import { readValidateRequest, wrong, type ValidateRequest } from './validate-request.ts';

/** A validation of one type or of one stored resource. */
interface Asked extends ValidateRequest {
  readonly desk: Desk;
  readonly threads: Threads;
  readonly type: string;
  readonly id: string | undefined;
  readonly ifMatch: string | undefined;
}

/** Milliseconds for all rules of stored profiles. */
const deadlineMs = 5_000;
const mostClaims = 20;

const nothingWrong: ErrorIssue = {
  severity: 'information',
  issue: 'informational',
  text: { vi: 'Không thấy gì sai.', en: 'Nothing wrong was found.' },
};

/**
 * `$validate` of a type or of a stored resource: structure, invariants, profiles with their value sets, and with `mode` whether the
 * write would be taken. Always 200 for what could be looked at; the findings are in the OperationOutcome. Nothing is stored.
 */
export function mountValidate(app: FastifyInstance, host: RouteHost): void {
  const threads = createThreads({ most: 1, mostWaiting: 20 });
  app.addHook('onClose', () => threads.stop());
  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { type, id } = request.params as { type: string; id?: string };
    if (!isResourceType(type)) throw new AppError('route.not-found');
    const desk = host.deskFor(request);
    const reach = await desk.reach();
    await refusing(desk, { resourceType: type, query: '$validate' }, () => demand(reach, 'read', type));
    const body = typeof request.body === 'string' ? request.body : '';
    const asked = readValidateRequest(queryOf(request), body, type);
    const ifMatch = headerOf(request, 'if-match');
    const issues = await validate({ ...asked, desk, threads, type, id, ifMatch });
    const { language } = desk.actor;
    const told = issues.length === 0 ? [nothingWrong] : issues;
    const outcome = {
      resourceType: 'OperationOutcome',
      issue: told.map((issue) => outcomeIssue(issue, language)),
    };
    return sendText(request, reply, JSON.stringify(outcome));
  };
  app.post('/:type/$validate', answer);
  app.post('/:type/:id/$validate', answer);
  app.get('/:type/:id/$validate', answer);
}

async function validate(asked: Asked): Promise<ErrorIssue[]> {
  const { desk, type, id, mode } = asked;
  demandParts(asked);
  // Who may not see a resource learns nothing of it, not even whether it is right.
  const row = id === undefined ? undefined : await allowedRow(desk, type, id);
  const line = row === undefined ? { resourceType: type } : about(row);
  await desk.audit({ action: 'operation', ...line, query: '$validate', outcome: 'ok' });
  const issues = mode === 'delete' ? [] : await examine(asked, row);
  if (issues.some((issue) => issue.severity === 'error')) return issues;
  const intent = intentOf(asked);
  return intent === undefined ? issues : [...issues, ...(await tryWrite(desk, intent))];
}

/** Says which part is missing. Error: request.invalid. */
function demandParts({ mode, id, resource, profiles }: Asked): void {
  if (mode === 'create' && id !== undefined)
    throw wrong('mode', {
      vi: 'create dùng ở mức loại bản ghi, không dùng với một bản ghi có sẵn.',
      en: 'create is for the type, not for a resource that is there.',
    });
  const nominated = mode === 'delete' || mode === 'profile' || mode === 'update';
  if (nominated && id === undefined && !(mode === 'update' && resource?.id !== undefined))
    throw wrong('mode', {
      vi: `${mode} cần địa chỉ của một bản ghi: [loại]/[id]/$validate.`,
      en: `${mode} needs the address of a resource: [type]/[id]/$validate.`,
    });
  if (mode === 'profile' && profiles.length === 0)
    throw wrong('profile', {
      vi: 'mode profile cần ít nhất một hồ sơ.',
      en: 'mode profile needs one profile at least.',
    });
  const stored = id !== undefined && mode !== 'update';
  if (resource === undefined && !stored)
    throw wrong('resource', { vi: 'cần bản ghi để kiểm.', en: 'a resource to validate is needed.' });
}

/** The content sent, or the stored one where none was sent or the mode asks for it. */
async function examine(
  { desk, threads, mode, type, resource, profiles }: Asked,
  row: Row | undefined,
): Promise<ErrorIssue[]> {
  const stored = row !== undefined && (resource === undefined || mode === 'profile');
  const content: unknown = stored
    ? JSON.parse((await desk.host.texts.stored(desk.q, [row]))[0]!.text)
    : resource;
  const own = (content as { resourceType?: unknown }).resourceType;
  if (own !== type && isResourceType(own)) {
    const text = { vi: `cần một bản ghi ${type}.`, en: `a resource of type ${type} is needed.` };
    return [{ path: 'resourceType', issue: 'structure', severity: 'error', text }];
  }
  const known = await findStoredProfiles(desk, [...profiles, ...claimsOf(content)]);
  if (known.size === 0) return examineResource(content, { profiles });
  // Rules that somebody stored run apart, where they can be cut off.
  const thread = await threads.acquire(desk.actor.accountId);
  try {
    const task = { resource: JSON.stringify(content), profiles, stored: Object.fromEntries(known) };
    const { output } = await thread.ask({ kind: 'examine', ...task }, deadlineMs);
    return JSON.parse(output as string) as ErrorIssue[];
  } finally {
    thread.release();
  }
}

function claimsOf(content: unknown): string[] {
  const claimed = (content as { meta?: { profile?: unknown } } | null)?.meta?.profile;
  return Array.isArray(claimed) ? claimed.filter((one) => typeof one === 'string').slice(0, mostClaims) : [];
}

function intentOf({ mode, type, id, resource, text, ifMatch }: Asked): Intent | undefined {
  const common = { resourceType: type, where: '', ...(ifMatch !== undefined && { ifMatch }) };
  if (mode === 'create') return { ...common, method: 'create', text: text! };
  if (mode === 'update') return { ...common, method: 'update', id: id ?? resource!.id!, text: text! };
  if (mode === 'delete') return { ...common, method: 'delete', id: id! };
  return undefined;
}
