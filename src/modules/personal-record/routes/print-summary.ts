import type { StreamRoute } from '#platform/module/define-module.ts';
import { summaryPaper } from '../print/summary-paper.ts';
import { loadSummary } from './read-summary.ts';

/** The summary as an A4 paper. */
export const printSummaryStream: StreamRoute = {
  method: 'GET',
  path: '/api/personal-record/:patientId/summary.pdf',
  allow: 'record.read',
  accepts: [],
  summary: { vi: 'Tóm tắt hồ sơ để in (PDF)', en: 'Summary of a record to print (PDF)' },
  async handle(ctx, { params }) {
    const summary = await loadSummary(ctx, params['patientId'] ?? '');
    const { makePdf } = await import('../print/make-pdf.ts');
    const body = await makePdf(summaryPaper(summary, ctx.actor.language, ctx.now()));
    return {
      status: 200,
      headers: {
        'Content-Type': 'application/pdf',
        'Content-Disposition': 'inline; filename="sen-summary.pdf"',
        'Cache-Control': 'no-store',
      },
      body,
    };
  },
};
