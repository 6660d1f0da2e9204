import * as z from 'zod/mini';
import { endpoint } from '#kernel/contract.ts';

const one = z.object({ id: z.uuid() });
const sheetKind = z.enum(['facilities', 'practitioners']);
const outcome = z.enum(['make', 'change', 'same', 'refused']);
export type Outcome = z.infer<typeof outcome>;
const sentence = z.object({ vi: z.string(), en: z.string() });

const importView = z.object({
  id: z.string(),
  kind: sheetKind,
  fileName: z.string(),
  by: z.string(),
  at: z.string(),
  /** reading and applying go on by themselves, also after a restart. */
  state: z.enum(['reading', 'ready', 'applying', 'done', 'stopped', 'broken']),
  lines: z.number(),
  readLines: z.number(),
  applied: z.number(),
  /** Why nothing could be read. */
  reason: z.optional(sentence),
  /** Lines by what would be done with them. */
  counts: z.object({ make: z.number(), change: z.number(), same: z.number(), refused: z.number() }),
  /** Lines that were refused when it was their turn. */
  failed: z.number(),
  /** Headings of columns that nothing is known of. */
  unused: z.array(z.string()),
});
export type ImportView = z.infer<typeof importView>;

const lineView = z.object({
  line: z.number(),
  key: z.string(),
  title: z.string(),
  outcome,
  state: z.enum(['planned', 'done', 'refused']),
  fields: z.array(z.string()),
  findings: z.array(
    z.object({
      level: z.enum(['error', 'note']),
      column: z.optional(z.string()),
      written: z.optional(z.string()),
      text: sentence,
    }),
  ),
});
export type LineView = z.infer<typeof lineView>;

/** Own imports, newest first; all of them for who keeps the whole country. */
export const listImports = endpoint({
  method: 'GET',
  path: '/api/directory/imports',
  input: z.object({}),
  output: z.object({ imports: z.array(importView) }),
});

export const readImport = endpoint({
  method: 'GET',
  path: '/api/directory/imports/:id',
  input: one,
  output: importView,
});

/** What would be done, line by line. */
export const listImportLines = endpoint({
  method: 'GET',
  path: '/api/directory/imports/:id/lines',
  input: z.extend(one, {
    outcome: z.optional(z.enum(['make', 'change', 'same', 'refused', 'noted'])),
    after: z._default(z.coerce.number().check(z.int(), z.minimum(0)), 0),
  }),
  output: z.object({ lines: z.array(lineView), next: z.optional(z.number()) }),
});

/** Does what the dry run showed; lines that were refused are left out. */
export const applyImport = endpoint({
  method: 'POST',
  path: '/api/directory/imports/:id/apply',
  input: one,
  output: z.object({ state: z.literal('applying') }),
});

/** Ends a dry run, or stops an import after the lines that are done. */
export const stopImport = endpoint({
  method: 'POST',
  path: '/api/directory/imports/:id/stop',
  input: one,
  output: z.object({ state: z.literal('stopped') }),
});

/** Where a spreadsheet is sent, as bytes; answers `{ id }`. */
export const uploadPath = '/api/directory/imports/upload/:kind';
export const uploadAnswer = z.object({ id: z.string() });
