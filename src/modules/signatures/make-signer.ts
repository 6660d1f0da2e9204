import type { Context } from '#platform/context.ts';
import { demandFresh } from '#platform/identity/step-up.ts';
import type { Signer } from './api.ts';
import { openDesk } from './open-desk.ts';
import { currentCertificate, demandWorker, freshSeconds, placeOrder } from './orders/place-order.ts';
import { findSigned } from './signed-names.ts';
import { tellNow, trustedRoots } from './verify/trusted-roots.ts';
import { verifyDocument } from './verify/verify-document.ts';

/** What other modules ask of signatures, acting as the caller: nobody signs in another one's name. */
export function makeSigner(ctx: Context): Signer {
  const sit = async () => {
    demandFresh(ctx.actor, freshSeconds, ctx.now());
    const certificate = await currentCertificate(ctx, demandWorker(ctx));
    return { name: certificate.name, desk: await openDesk(ctx, certificate) };
  };
  return {
    sign: (records) => placeOrder(ctx, records),
    async signXml(xml) {
      const { desk } = await sit();
      const { signXml } = await import('./xml/sign-xml.ts');
      return signXml(xml, desk);
    },
    async signPdf(pdf) {
      const { desk, name } = await sit();
      const { signPdf } = await import('./pdf/sign-pdf.ts');
      return signPdf(pdf, name, desk);
    },
    async verify(document) {
      return tellNow(ctx, await verifyDocument(document, await trustedRoots(ctx), ctx.now()));
    },
    async signedAmong(records) {
      const signed = await findSigned(ctx.sql, records);
      return new Set(signed.map(({ type, id }) => `${type}/${id}`));
    },
  };
}
