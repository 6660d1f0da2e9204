import { AppError } from '#kernel/errors.ts';
import { platformActor } from '#platform/access/actors.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { deviceSigned } from '../api.ts';
import { auditSigning } from '../audit-signing.ts';
import { countersign } from '../keys/device-signature.ts';
import { demandWorker } from '../orders/place-order.ts';
import { rememberSigned } from '../signed-names.ts';

export const deviceSignedRoute = defineRoute({
  ...deviceSigned,
  allow: 'signatures.sign',
  async handle(ctx, { targets, jws }) {
    const worker = demandWorker(ctx);
    const { provenance, serial, names, versions } = await countersign(ctx, worker, targets, jws);
    const { id } = await ctx.as(platformActor(ctx.actor.requestId)).record.create(provenance);
    if (names.length === 0) throw new AppError('signature.nothing-to-sign');
    await rememberSigned(ctx.sql, [{ targets: names, provenanceId: id, serial, at: ctx.now() }]);
    await auditSigning(ctx, { accountId: ctx.actor.accountId, facilityId: worker.facilityId }, versions);
    return { provenanceId: id };
  },
});
