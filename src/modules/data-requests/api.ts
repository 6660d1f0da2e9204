import { z } from 'zod';
import { endpoint } from '#kernel/contract.ts';
import { provinces } from '#kernel/vietnam/provinces.ts';
import { tableNames, tables, type TableName } from './domain/tables.ts';

const words = (least: number) => z.string().trim().min(least).max(2000);

/** Most people of one request; a study of more is divided. */
export const mostPeople = 1_000_000;

/** Whose data, and which columns of which tables. */
export const wish = z
  .object({
    tables: z.partialRecord(z.enum(tableNames), z.array(z.string()).min(1)),
    sex: z.enum(['male', 'female']).optional(),
    bornFrom: z.number().int().min(1900).max(2100).optional(),
    bornTo: z.number().int().min(1900).max(2100).optional(),
    provinces: z
      .array(z.string().refine((code) => provinces.has(code)))
      .max(34)
      .optional(),
    /** Exact ICD-10 codes; people who have one of them. */
    diagnoses: z
      .array(z.string().regex(/^[A-Z]\d{2}(\.\d{1,3})?$/u))
      .max(50)
      .optional(),
  })
  .refine(({ tables: asked }) => Object.keys(asked).length > 0)
  .refine(({ tables: asked }) =>
    Object.entries(asked).every(([name, fields]) =>
      fields.every((field) => Object.hasOwn(tables[name as TableName].fields, field)),
    ),
  )
  .refine(({ bornFrom, bornTo }) => bornFrom === undefined || bornTo === undefined || bornFrom <= bornTo);
export type Wish = z.infer<typeof wish>;

const desk = z.enum(['owner', 'protection']);
const state = z.enum(['waiting', 'preparing', 'ready', 'refused', 'withdrawn', 'ended']);

export const requestView = z.object({
  id: z.string(),
  number: z.number(),
  askedBy: z.string(),
  isMine: z.boolean(),
  askedAt: z.string(),
  purpose: z.string(),
  ground: z.string(),
  wish,
  endsOn: z.string(),
  state,
  /** People found so far, in steps of 10: fewer would tell about single ones. */
  people: z.number(),
  /** 0..1 while it is prepared. */
  progress: z.number(),
  leftOut: z.number(),
  fault: z.string().optional(),
  decisions: z.array(
    z.object({ desk, by: z.string(), at: z.string(), agrees: z.boolean(), words: z.string() }),
  ),
  /** Desks at which the reader may decide now. */
  mayDecide: z.array(desk),
  files: z.array(z.object({ table: z.enum(tableNames), rows: z.number(), copiesLeft: z.number() })),
});
export type RequestSummary = z.infer<typeof requestView>;

const one = z.object({ id: z.uuid() });

/** Own requests for who asks, all for who decides; newest first, page by page. */
export const listRequests = endpoint({
  method: 'GET',
  path: '/api/data-requests',
  input: z.object({
    state: state.optional(),
    cursor: z.string().max(100).optional(),
    count: z.coerce.number().int().min(1).max(100).default(20),
  }),
  output: z.object({ requests: z.array(requestView), next: z.string().optional() }),
});

/** A request as it is sent. */
export const newRequest = z.object({
  purpose: words(20),
  /** Decision of the ethics council, order, contract: number and date. */
  ground: words(5),
  wish,
  endsOn: z.iso.date(),
});
export type NewRequest = z.infer<typeof newRequest>;

/** Asks for data without names. */
export const askForData = endpoint({
  method: 'POST',
  path: '/api/data-requests',
  input: newRequest,
  output: z.object({ id: z.string() }),
});

export const decideRequest = endpoint({
  method: 'POST',
  path: '/api/data-requests/:id/decision',
  input: one.extend({ desk, agrees: z.boolean(), words: words(5) }),
  output: z.object({ state }),
});

/** Takes an own request back, or ends one whose data are no longer needed: the files are removed. */
export const endRequest = endpoint({
  method: 'POST',
  path: '/api/data-requests/:id/end',
  input: one,
  output: z.object({ done: z.literal(true) }),
});

/** Whose copy a key found elsewhere came from. */
export const traceKey = endpoint({
  method: 'POST',
  path: '/api/data-requests/trace',
  input: z.object({ key: z.string().trim().length(24) }),
  output: z.object({
    found: z
      .object({
        request: z.number(),
        copy: z.number(),
        table: z.enum(tableNames),
        by: z.string(),
        at: z.string(),
      })
      .optional(),
  }),
});
