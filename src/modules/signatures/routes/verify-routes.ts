import { buffer } from 'node:stream/consumers';
import { defineRoute, type StreamRoute } from '#platform/module/define-module.ts';
import { readSignatures } from '../api.ts';
import { findSigned } from '../signed-names.ts';
import { tellNow, trustedRoots } from '../verify/trusted-roots.ts';
import { verifyDocument } from '../verify/verify-document.ts';
import { verifyRecord } from '../verify/verify-record.ts';

export const readSignaturesRoute = defineRoute({
  ...readSignatures,
  allow: 'record.read',
  async handle(ctx, name) {
    const [verdict, signed] = await Promise.all([verifyRecord(ctx, name), findSigned(ctx.sql, [name])]);
    const [replaced] = signed.filter(({ supersededBy }) => supersededBy !== undefined);
    return {
      ...(await tellNow(ctx, verdict)),
      ...(replaced?.supersededBy !== undefined && {
        superseded: { by: replaced.supersededBy, reason: replaced.supersededWhy ?? '' },
      }),
    };
  },
});

/** Whoever holds a document may ask whether it is whole: it says nothing that the document does not say itself. */
export const verifyStream: StreamRoute = {
  method: 'POST',
  path: '/api/signatures/verify',
  allow: 'public',
  accepts: [
    'application/pdf',
    'application/xml',
    'text/xml',
    'application/json',
    'application/fhir+json',
    'application/octet-stream',
  ],
  bodyLimit: 20_000_000,
  summary: {
    vi: 'Kiểm tra chữ ký của một tài liệu (PDF, XML, JSON FHIR): ai ký, khi nào, còn nguyên vẹn không',
    en: 'Verify the signatures of a document (PDF, XML, FHIR JSON): who, when, still intact',
  },
  async handle(ctx, { body }) {
    const roots = await trustedRoots(ctx);
    const verdict = await verifyDocument(await buffer(body), roots, ctx.now());
    return {
      status: 200,
      headers: { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' },
      body: JSON.stringify(await tellNow(ctx, verdict)),
    };
  },
};
