import type { FastifyInstance } from 'fastify';
import { AppError } from '#kernel/errors.ts';
import { longestExpression } from '#kernel/fhir/fhirpath/limits.ts';
import { createThreads } from '../expression/threads.ts';
import type { RouteHost } from './route-host.ts';
import { sendText } from './send.ts';

/** Milliseconds after which an expression is cut off. */
const deadlineMs = 5_000;

/**
 * `$fhirpath`: an expression evaluated on a resource that the caller sends. Nothing is read from the store and nothing is fetched:
 * resolve() is refused. Runs in a thread of its own that is ended at the deadline.
 */
export function mountFhirPath(app: FastifyInstance, host: RouteHost): void {
  const threads = createThreads({ most: 1, mostWaiting: 50 });
  app.addHook('onClose', () => threads.stop());
  app.post('/$fhirpath', async (request, reply) => {
    const desk = host.deskFor(request);
    if (desk.actor.kind === 'anonymous') throw new AppError('access.login-required');
    const { expression, resource } = read(typeof request.body === 'string' ? request.body : '');
    await desk.audit({ action: 'operation', query: '$fhirpath', outcome: 'ok' });
    const thread = await threads.acquire(desk.actor.accountId);
    try {
      const { output } = await thread.ask({ kind: 'fhirpath', expression, resource }, deadlineMs);
      return sendText(request, reply, output as string);
    } finally {
      thread.release();
    }
  });
}

function read(body: string): { expression: string; resource: string | undefined } {
  let json: { resourceType?: unknown; parameter?: unknown } | null;
  try {
    json = JSON.parse(body) as typeof json;
  } catch (error) {
    throw new AppError('request.invalid', { cause: error });
  }
  if (json?.resourceType !== 'Parameters' || !Array.isArray(json.parameter)) refuse('parameter');
  const given = (name: string): Readonly<Record<string, unknown>> | undefined => {
    const found = (json.parameter as ({ name?: unknown } | null)[]).filter((one) => one?.name === name);
    return found.length > 1
      ? refuse(name)
      : ((found[0] ?? undefined) as Readonly<Record<string, unknown>> | undefined);
  };
  const expression = given('expression')?.['valueString'];
  if (typeof expression !== 'string' || expression.trim() === '') return refuse('expression');
  if (expression.length > longestExpression) throw new AppError('fhirpath.too-costly');
  const asked = given('resource');
  const resource = asked?.['resource'];
  if (asked !== undefined && (typeof resource !== 'object' || resource === null)) refuse('resource');
  return { expression, resource: resource === undefined ? undefined : JSON.stringify(resource) };
}

function refuse(name: string): never {
  const text = {
    vi: 'Cần Parameters có expression (valueString) và, nếu muốn, resource.',
    en: 'Parameters with expression (valueString) and, if wanted, resource are needed.',
  };
  throw new AppError('request.invalid', { issues: [{ path: name, text }] });
}
