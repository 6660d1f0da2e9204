import * as z from 'zod/mini';
import type { Job } from '#platform/context.ts';
import { carryOutImport, planImport } from '../imports/run-import.ts';

const payload = z.object({ importId: z.uuid() });

/** The dry run of a spreadsheet. */
export const planImportJob: Job<z.infer<typeof payload>> = {
  name: 'directory-plan-import',
  retry: { limit: 5, backoffSeconds: 5 },
  payload,
  run: (ctx, { importId }) => planImport(ctx, importId),
};

/** Carries an import out. */
export const applyImportJob: Job<z.infer<typeof payload>> = {
  name: 'directory-apply-import',
  retry: { limit: 5, backoffSeconds: 5 },
  payload,
  run: (ctx, { importId }) => carryOutImport(ctx, importId),
};
