import type { Organization } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { Context } from '#platform/context.ts';
import type { StreamAnswer, StreamRequest, StreamRoute } from '#platform/module/define-module.ts';
import { takeSourceJob } from '../jobs/take-source.job.ts';
import { receive } from '../source-log.ts';
import { takeSource } from '../take-source.ts';
import { receiptOf, receiptXml } from './receipt.ts';

/** A month of a large hospital; beyond it the sender splits the file. */
const LIMIT_BYTES = 1024 ** 3;
/** How long the sender waits for the whole answer; what is left then goes on as a job. */
const INLINE_MS = 4000;

export const sendInsurance: StreamRoute = {
  method: 'POST',
  path: '/exchange/insurance',
  allow: 'doors.send',
  accepts: ['application/xml', 'text/xml', 'application/octet-stream'],
  bodyLimit: LIMIT_BYTES,
  summary: {
    vi: 'Nhận hồ sơ giám định BHYT (XML theo QĐ 130/4750/3176 và QĐ 4210), trả biên nhận.',
    en: 'Takes health-insurance claim envelopes (XML of QĐ 130/4750/3176 and QĐ 4210) and answers with a receipt.',
  },
  handle: send,
};

async function send(ctx: Context, request: StreamRequest): Promise<StreamAnswer> {
  const facility = await boundFacility(ctx);
  const fileName = request.query.get('file') ?? undefined;
  const { source } = await receive(
    ctx,
    request.body as AsyncIterable<Uint8Array>,
    {
      door: 'insurance',
      sender: ctx.actor.accountId,
      ...(facility === undefined ? {} : { facility, bound: true }),
      ...(fileName === undefined ? {} : { fileName: fileName.slice(0, 200) }),
    },
    LIMIT_BYTES,
  );
  const startedAt = performance.now();
  const taken = await takeSource(ctx, source.id, () => performance.now() - startedAt > INLINE_MS);
  const isDone = taken.state !== 'received' && taken.state !== 'taking';
  if (!isDone) await ctx.transaction((inner) => inner.enqueue(takeSourceJob, { sourceId: source.id }));
  const receipt = await receiptOf(ctx, taken);
  const wantsXml = (request.headers['accept'] ?? '').includes('xml');
  return {
    status: !isDone ? 202 : taken.state === 'refused' ? 422 : 200,
    headers: {
      'content-type': wantsXml ? 'application/xml; charset=utf-8' : 'application/json; charset=utf-8',
    },
    body: wantsXml ? receiptXml(receipt) : JSON.stringify(receipt),
  };
}

/** The code of the facility a client is bound to; undefined for a client that may speak for several. */
async function boundFacility(ctx: Context): Promise<string | undefined> {
  if (ctx.actor.facilityId === undefined) return undefined;
  const stored = await ctx.record.read('Organization', ctx.actor.facilityId);
  const organization = JSON.parse(stored.text) as Organization;
  const code = organization.identifier?.find((i) => i.system === identifierSystem.facility)?.value;
  if (code === undefined)
    throw new AppError('access.denied', { detail: 'client is bound to a facility without a code' });
  return code;
}
