import type { Questionnaire } from '@medplum/fhirtypes';
import * as z from 'zod/mini';
import { endpoint } from '#kernel/contract.ts';

const words = z.object({ vi: z.string(), en: z.string() });
/** Last part of a form's address: 'hypertension' of 'urn:sen:questionnaire:hypertension'. */
const slug = z.string().check(z.regex(/^[a-z0-9][a-z0-9-]{0,63}$/));
const version = z.string().check(z.regex(/^\d{1,4}$/));
/** A Questionnaire; what it holds is checked as every resource is when it is written. */
const questionnaire = z.pipe(
  z.looseObject({ resourceType: z.literal('Questionnaire') }),
  z.transform((value) => value as unknown as Questionnaire),
);

/** A form in the list: its newest published version, and whether somebody is working on the next one. */
export const formLine = z.object({
  slug,
  url: z.string(),
  title: words,
  version: z.optional(version),
  standing: z.optional(z.string()),
  source: z.optional(words),
  questions: z.number(),
  /** Comes with Sen and was not changed here. */
  shipped: z.boolean(),
  retired: z.boolean(),
  draft: z.boolean(),
});
export type FormLine = z.infer<typeof formLine>;

/** All forms; drafts and retired ones only for who keeps them. */
export const listForms = endpoint({
  method: 'GET',
  path: '/api/forms',
  input: z.object({}),
  output: z.object({ forms: z.array(formLine) }),
});

/** One form: the newest published version, or the version that an old answer names. */
export const readFormEndpoint = endpoint({
  method: 'GET',
  path: '/api/forms/:slug',
  input: z.object({ slug, version: z.optional(version) }),
  output: z.object({ questionnaire }),
});

/** The draft of the next version where there is one, else the published form. For who keeps the forms. */
export const editFormEndpoint = endpoint({
  method: 'GET',
  path: '/api/forms/:slug/draft',
  input: z.object({ slug }),
  output: z.object({ questionnaire, isDraft: z.boolean(), published: z.optional(version) }),
});

/** Keeps a draft of the next version; nothing of it is seen by those who fill in forms. */
export const saveDraft = endpoint({
  method: 'POST',
  path: '/api/forms/:slug/draft',
  input: z.object({ slug, questionnaire }),
  output: z.object({ version }),
});

/** Makes the draft the version that is filled in from now on. Errors: questionnaires.not-ready. */
export const publishForm = endpoint({
  method: 'POST',
  path: '/api/forms/:slug/publish',
  input: z.object({ slug }),
  output: z.object({ version }),
});

/** Takes a form out of use, or back into it; answers that were given stay readable. */
export const retireForm = endpoint({
  method: 'POST',
  path: '/api/forms/:slug/retire',
  input: z.object({ slug, retired: z.boolean() }),
  output: z.object({ done: z.literal(true) }),
});

/** The forms that Sen brings, for a device that has no network: 105 kB gzip together, fetched when they are asked for. */
export async function loadTemplates(): Promise<readonly Questionnaire[]> {
  return (await import('./templates/templates.ts')).templates;
}
