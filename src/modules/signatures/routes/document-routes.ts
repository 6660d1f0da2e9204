import { buffer } from 'node:stream/consumers';
import { defineRoute, type StreamRoute } from '#platform/module/define-module.ts';
import { signSummary, verifyCode } from '../api.ts';
import { demandReader, findDocument, signSummary as make } from '../documents/sign-summary.ts';
import { tellNow, trustedRoots } from '../verify/trusted-roots.ts';
import { verifyDocument } from '../verify/verify-document.ts';

export const signSummaryRoute = defineRoute({
  ...signSummary,
  allow: 'signatures.sign',
  handle: async (ctx, { patientId }) => ({ code: await make(ctx, patientId) }),
});

export const verifyCodeRoute = defineRoute({
  ...verifyCode,
  allow: 'public',
  async handle(ctx, { code }) {
    const { sha256 } = await findDocument(ctx, code);
    const bytes = await buffer(await ctx.files.open(sha256));
    return tellNow(ctx, await verifyDocument(bytes, await trustedRoots(ctx), ctx.now()));
  },
});

/** The signed file itself, for the person it is about and for who signed it. */
export const documentStream: StreamRoute = {
  method: 'GET',
  path: '/api/signatures/documents/:code/file',
  allow: 'record.read',
  accepts: [],
  summary: { vi: 'Tải tài liệu đã ký theo mã', en: 'A signed document by its code' },
  async handle(ctx, { params }) {
    const document = await findDocument(ctx, params['code'] ?? '');
    await demandReader(ctx, document);
    return {
      status: 200,
      headers: {
        'Content-Type': 'application/pdf',
        'Content-Disposition': 'attachment; filename="sen-signed.pdf"',
        'Cache-Control': 'no-store',
      },
      body: await buffer(await ctx.files.open(document.sha256)),
    };
  },
};
