import * as z from 'zod/mini';
import { endpoint } from '#kernel/contract.ts';
import { provinces } from '#kernel/vietnam/provinces.ts';
import { tableNames, tables, type TableName } from './domain/tables.ts';

const words = (least: number) => z.string().check(z.trim(), z.minLength(least), z.maxLength(2000));

/** Most people of one request; a study of more is divided. */
export const mostPeople = 1_000_000;

/** Whose data, and which columns of which tables. */
export const wish = z
  .object({
    tables: z.partialRecord(z.enum(tableNames), z.array(z.string()).check(z.minLength(1))),
    sex: z.optional(z.enum(['male', 'female'])),
    bornFrom: z.optional(z.int().check(z.minimum(1900), z.maximum(2100))),
    bornTo: z.optional(z.int().check(z.minimum(1900), z.maximum(2100))),
    provinces: z.optional(
      z.array(z.string().check(z.refine((code) => provinces.has(code)))).check(z.maxLength(34)),
    ),
    /** Exact ICD-10 codes; people who have one of them. */
    diagnoses: z.optional(
      z.array(z.string().check(z.regex(/^[A-Z]\d{2}(\.\d{1,3})?$/u))).check(z.maxLength(50)),
    ),
  })
  .check(
    z.refine(({ tables: asked }) => Object.keys(asked).length > 0),
    z.refine(({ tables: asked }) =>
      Object.entries(asked).every(([name, fields]) =>
        fields.every((field) => Object.hasOwn(tables[name as TableName].fields, field)),
      ),
    ),
    z.refine(({ bornFrom, bornTo }) => bornFrom === undefined || bornTo === undefined || bornFrom <= bornTo),
  );
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
  fault: z.optional(z.string()),
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
    state: z.optional(state),
    cursor: z.optional(z.string().check(z.maxLength(100))),
    count: z._default(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(100)), 20),
  }),
  output: z.object({ requests: z.array(requestView), next: z.optional(z.string()) }),
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
  input: z.extend(one, { desk, agrees: z.boolean(), words: words(5) }),
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
  input: z.object({ key: z.string().check(z.trim(), z.length(24)) }),
  output: z.object({
    found: z.optional(
      z.object({
        request: z.number(),
        copy: z.number(),
        table: z.enum(tableNames),
        by: z.string(),
        at: z.string(),
      }),
    ),
  }),
});
