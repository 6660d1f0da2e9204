import * as z from 'zod/mini';
import { endpoint } from '#kernel/contract.ts';

/** Cases of a disease that is reported by law, by place and week. Small counts are hidden, and what would give them away. */
export const readFigures = endpoint({
  method: 'GET',
  path: '/api/public-health/figures',
  input: z.object({
    /** A key of the list of diseases; the first of it unless told. */
    disease: z.optional(z.string().check(z.maxLength(60))),
  }),
  output: z.object({
    diseases: z.array(z.object({ key: z.string(), name: z.string() })),
    disease: z.string(),
    /** Names of the places for which the office works; empty where none are set for it. */
    area: z.array(z.string()),
    /** Oldest first, the one under way last; days as 'YYYY-MM-DD'. */
    weeks: z.array(z.object({ name: z.string(), from: z.string() })),
    /** Communes in the order of their codes; null stands for a count that is hidden. */
    places: z.array(
      z.object({ code: z.string(), name: z.string(), counts: z.array(z.nullable(z.number())) }),
    ),
    totals: z.array(z.nullable(z.number())),
    /** Counts from this on are shown. */
    smallest: z.number(),
  }),
});
export type Figures = ReturnType<typeof readFigures.output.parse>;
