import type { Questionnaire, Reference, Resource } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import type { FormSource, FormVariables } from '#kernel/fhir/sdc/form-run.ts';
import type { Context } from '#platform/context.ts';
import { findHouseForm } from '../form-shelf.ts';
import type { AskedForm } from './asked.ts';
import { wrong } from './asked.ts';

/** The store as the caller sees it: each query of a form is checked and audited as hers. */
export function sourceFor(ctx: Context): FormSource {
  return {
    async search(type, query) {
      const { matches } = await ctx.record.search(type, query);
      return matches.map(({ text }) => JSON.parse(text) as Resource);
    },
    async read(type, id) {
      try {
        return JSON.parse((await ctx.record.read(type, id)).text) as Resource;
      } catch (error) {
        if (error instanceof AppError && (error.code === 'record.not-found' || error.code === 'record.gone'))
          return undefined;
        throw error;
      }
    },
  };
}

/** What a reference points to. Errors: record.not-found, access.denied, request.invalid. */
export async function readReferenced(ctx: Context, { reference = '' }: Reference): Promise<Resource> {
  const [, type, id] = /^([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})$/.exec(reference) ?? [];
  if (type === undefined || id === undefined) throw wrong('reference');
  return JSON.parse((await ctx.record.read(type, id)).text) as Resource;
}

/** The form that a canonical address names: 'https://…|2'. Errors: record.not-found, record.multiple-matches, access.denied. */
export async function findForm(ctx: Context, canonical: string): Promise<Questionnaire> {
  const local = /^Questionnaire\/[A-Za-z0-9\-.]{1,64}$/.test(canonical);
  if (local) return (await readReferenced(ctx, { reference: canonical })) as Questionnaire;
  const [url = '', version] = canonical.split('#')[0]!.split('|');
  const ofHouse = await findHouseForm(ctx, url, version);
  if (ofHouse !== undefined) return ofHouse;
  const query = new URLSearchParams({ url, ...(version !== undefined && { version }), _count: '2' });
  const { matches } = await ctx.record.search('Questionnaire', query.toString());
  if (matches.length === 0) throw new AppError('record.not-found');
  if (matches.length > 1) throw new AppError('record.multiple-matches');
  return JSON.parse(matches[0]!.text) as Questionnaire;
}

/** Launch contexts: whom the form is about, who fills it in, and what the caller gives. */
export async function launchContexts(
  ctx: Context,
  asked: AskedForm,
  subject: Reference | undefined,
): Promise<FormVariables> {
  const known: Record<string, unknown> = {};
  if (subject !== undefined) {
    const about = await readReferenced(ctx, subject);
    known['subject'] = about;
    if (about.resourceType === 'Patient') known['patient'] = about;
  }
  const { practitionerId, patientId } = ctx.actor;
  const user =
    practitionerId === undefined ? patientId && `Patient/${patientId}` : `Practitioner/${practitionerId}`;
  if (user) known['user'] = await readReferenced(ctx, { reference: user });
  for (const { name, content } of asked.contexts()) {
    if (!/^[A-Za-z_]\w{0,60}$/.test(name)) throw wrong('context');
    known[name] = 'resourceType' in content ? content : await readReferenced(ctx, content);
  }
  return known;
}
