import type { Context } from '#platform/context.ts';
import type { SummaryPrinter } from '../api.ts';
import { loadSummary } from '../routes/read-summary.ts';
import { summaryPaper } from './summary-paper.ts';

/** Prints for other modules what the reader herself would print. */
export function makeSummaryPrinter(ctx: Context): SummaryPrinter {
  return {
    async print(patientId, below) {
      const summary = await loadSummary(ctx, patientId);
      const { makePdf } = await import('./make-pdf.ts');
      return makePdf({ ...summaryPaper(summary, ctx.actor.language, ctx.now()), below });
    },
  };
}
