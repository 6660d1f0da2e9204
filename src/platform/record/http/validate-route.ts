import type { FastifyInstance } from 'fastify';
import { AppError, type ErrorIssue } from '#kernel/errors.ts';
import { validateProfiles } from '#kernel/fhir/profiles/validate-profiles.ts';
import { validateStructure } from '#kernel/fhir/structure/validate-structure.ts';
import { answerError } from '../../http/error-answer.ts';
import { allIsWell } from '../bundle-text.ts';
import type { Json } from '../write/intent.ts';
import { demand } from '../reach.ts';
import type { RouteHost } from './route-host.ts';
import { sendText } from './send.ts';

/** `$validate`: both layers on a resource that is not stored. Always 200; the findings are in the OperationOutcome. */
export function mountValidate(app: FastifyInstance, host: RouteHost): void {
  app.post('/:type/$validate', async (request, reply) => {
    const { type } = request.params as { type: string };
    const desk = host.deskFor(request);
    demand(await desk.reach(), 'read', type);
    const resource = parse(typeof request.body === 'string' ? request.body : '');
    const issues: ErrorIssue[] = [...validateStructure(resource)];
    if (issues.every((issue) => issue.severity !== undefined && issue.severity !== 'error')) {
      issues.push(...validateProfiles(resource));
    }
    if (resource.resourceType !== type) throw new AppError('request.invalid');
    await desk.audit({ action: 'operation', resourceType: type, query: '$validate', outcome: 'ok' });
    if (issues.length === 0) return sendText(request, reply, allIsWell);
    const error = new AppError('record.invalid', { issues });
    const { language } = desk.actor;
    return sendText(request, reply, answerError(error, { fhir: true, language, requestId: request.id }).body);
  });
}

/** The resource itself, or the parameter 'resource' of a Parameters. */
function parse(text: string): Json {
  let json: Json;
  try {
    json = JSON.parse(text) as Json;
  } catch {
    throw new AppError('request.invalid');
  }
  if (typeof json !== 'object' || json === null) throw new AppError('request.invalid');
  if (json.resourceType !== 'Parameters') return json;
  const list = (json['parameter'] ?? []) as { name?: unknown; resource?: Json }[];
  const found = list.find((one) => one.name === 'resource')?.resource;
  if (found === undefined) throw new AppError('request.invalid');
  return found;
}
