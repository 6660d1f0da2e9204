import { defineRoute } from '#platform/module/define-module.ts';
import type { Context } from '#platform/context.ts';
import { readSummary, type Summary } from '../api.ts';
import { summaryOf } from '../domain/summary.ts';
import { loadRecord, readingFor } from './load-record.ts';

/** The summary as page, print and PDF show it. */
export async function loadSummary(ctx: Context, patientId: string): Promise<Summary> {
  const { patient, resources } = await loadRecord(ctx, patientId);
  return summaryOf(patient, resources, await readingFor(ctx, resources));
}

export const readSummaryRoute = defineRoute({
  ...readSummary,
  allow: 'record.read',
  handle: (ctx, { patientId }) => loadSummary(ctx, patientId),
});
