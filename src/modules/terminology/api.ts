import * as z from 'zod/mini';
import { endpoint } from '#kernel/contract.ts';

const name = z.object({ vi: z.string(), en: z.string() });

/** A list that can be chosen on the page. */
export const listSchema = z.object({
  url: z.string(),
  version: z.optional(z.string()),
  title: name,
  content: z.string(),
  /** No longer in force: old administrative units, a list that its keeper withdrew. */
  retired: z.boolean(),
  /** HL7's own lists are many; the page offers them apart. */
  family: z.enum(['house', 'hl7']),
  source: z.optional(z.string()),
  count: z.optional(z.number()),
});
export type CodeList = z.infer<typeof listSchema>;

/** A code with its names. */
const codeSchema = z.object({
  code: z.string(),
  vi: z.optional(z.string()),
  en: z.optional(z.string()),
  inactive: z.boolean(),
  abstract: z.boolean(),
});
export type CodeLine = z.infer<typeof codeSchema>;

/** The lists of the house and those that were stored, those of Vietnamese health care first. */
export const listSystemsEndpoint = endpoint({
  method: 'GET',
  path: '/api/terminology/systems',
  input: z.object({}),
  output: z.object({ systems: z.array(listSchema) }),
});

/** Codes of one list that have all words. */
export const findCodesEndpoint = endpoint({
  method: 'GET',
  path: '/api/terminology/codes',
  input: z.object({
    system: z.string().check(z.maxLength(500)),
    version: z.optional(z.string().check(z.maxLength(100))),
    words: z._default(z.string().check(z.maxLength(200)), ''),
    offset: z._default(z.coerce.number().check(z.int(), z.minimum(0), z.maximum(1_000_000)), 0),
  }),
  output: z.object({ total: z.number(), codes: z.array(codeSchema) }),
});

/** All that the page shows of one code. */
const openCodeSchema = z.object({
  list: listSchema,
  code: codeSchema,
  above: z.array(codeSchema),
  below: z.array(codeSchema),
  belowTotal: z.number(),
  properties: z.array(z.object({ code: z.string(), value: z.string() })),
  maps: z.array(
    z.object({
      title: name,
      system: z.string(),
      systemTitle: name,
      code: z.string(),
      display: z.optional(name),
      equivalence: z.string(),
      back: z.boolean(),
    }),
  ),
});
export type OpenCode = z.infer<typeof openCodeSchema>;

/** One code with what lies above and below it, what the list says of it, and where it leads in other lists. */
export const openCodeEndpoint = endpoint({
  method: 'GET',
  path: '/api/terminology/code',
  input: z.object({
    system: z.string().check(z.maxLength(500)),
    version: z.optional(z.string().check(z.maxLength(100))),
    code: z.string().check(z.maxLength(200)),
  }),
  output: openCodeSchema,
});
