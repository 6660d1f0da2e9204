import * as z from 'zod/mini';
import { endpoint } from '#kernel/contract.ts';
import { cursor, drawnId, instant, resourceId } from '../api.ts';

const words = (most: number) => z.string().check(z.trim(), z.minLength(1), z.maxLength(most));
const day = z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/u));

/** How bad a symptom is, in her own words. */
export const severities = ['mild', 'moderate', 'severe'] as const;
/** Who is called where something happens. */
export const relations = ['spouse', 'parent', 'child', 'sibling', 'friend', 'other'] as const;

/** What she keeps besides readings. */
export const factKinds = ['symptom', 'medicine', 'allergy', 'contact', 'wish', 'paper'] as const;
export type FactKind = (typeof factKinds)[number];

const fact = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('symptom'),
    words: words(1000),
    severity: z.optional(z.enum(severities)),
    at: instant,
  }),
  z.object({ kind: z.literal('wish'), words: words(1000) }),
  z.object({
    kind: z.literal('medicine'),
    name: words(200),
    dose: z.optional(words(300)),
    reason: z.optional(words(300)),
    from: day,
    until: z.optional(day),
  }),
  z.object({ kind: z.literal('allergy'), name: words(200), reaction: z.optional(words(300)) }),
  z.object({ kind: z.literal('contact'), name: words(120), phone: words(20), relation: z.enum(relations) }),
]);
export type Fact = z.infer<typeof fact>;

const shownFact = z.object({
  id: z.string(),
  kind: z.enum(factKinds),
  title: z.string(),
  detail: z.optional(z.string()),
  severity: z.optional(z.enum(severities)),
  relation: z.optional(z.enum(relations)),
  at: z.optional(z.string()),
  until: z.optional(z.string()),
});
export type ShownFact = z.infer<typeof shownFact>;

/** What she wrote of one kind, newest first, a page at a time; what was taken back is not among it. */
export const readFacts = endpoint({
  method: 'GET',
  path: '/api/own-data/people/:patientId/facts/:kind',
  input: z.object({ patientId: resourceId, kind: z.enum(factKinds), cursor }),
  output: z.object({ facts: z.array(shownFact), next: z.optional(z.string()) }),
});

/** Writes one; `id` is drawn on the phone, so that it is written once however often it is sent. */
export const addFact = endpoint({
  method: 'POST',
  path: '/api/own-data/people/:patientId/facts',
  input: z.object({ patientId: resourceId, id: drawnId, fact }),
  output: z.object({ fact: shownFact }),
});

/** Takes one back: it stays in the history and counts nowhere any more. */
export const withdrawFact = endpoint({
  method: 'POST',
  path: '/api/own-data/people/:patientId/facts/:kind/:id/withdraw',
  input: z.object({ patientId: resourceId, kind: z.enum(factKinds), id: resourceId }),
  output: z.object({ done: z.literal(true) }),
});
