import type { Consent, Encounter, Patient } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { readOwnAccess, readVersions, type OwnAccess, type RuleView } from '../api.ts';
import { facilitiesOf, isOfRecord, ruleOf } from '../domain/rules-of.ts';
import { facilityNamer } from './names.ts';
import { showOpenings } from './show-openings.ts';

const most = 200;

/** How far back the person is told of openings, in days: five years. */
const daysBack = 5 * 366;

export const readOwnAccessRoute = defineRoute({
  ...readOwnAccess,
  allow: 'access.own',
  handle: async (ctx) => {
    const patientId = ownId(ctx);
    const rules = await ownRules(ctx);
    return {
      facilities: await facilitiesAround(ctx, patientId),
      rules,
      openings: await showOpenings(ctx, await ctx.access.list('about-me', daysBack)),
    };
  },
});

export const readVersionsRoute = defineRoute({
  ...readVersions,
  allow: 'access.own',
  handle: async (ctx, { id }) => {
    const current = await ownConsent(ctx, id);
    const page = await ctx.record.history('Consent', current.id!, `_count=${most}`);
    const versions = page.matches.map(({ text }) => JSON.parse(text) as Consent);
    return { versions: await showRules(ctx, versions) };
  },
});

/** The reader's own Patient. Error: access.denied for an account that is no citizen's. */
export function ownId({ actor }: Context): string {
  if (actor.patientId === undefined || !actor.roles.includes('citizen')) throw new AppError('access.denied');
  return actor.patientId;
}

/** Her Consents that open or close her record, newest first. */
export async function ownRules(ctx: Context): Promise<RuleView[]> {
  const query = `patient=${encodeURIComponent(ownId(ctx))}&_sort=-_lastUpdated&_count=${most}`;
  const page = await ctx.record.search('Consent', query);
  const consents = page.matches.map(({ text }) => JSON.parse(text) as Consent);
  return showRules(ctx, consents.filter(isOfRecord));
}

/** One Consent of hers; somebody else's, also of a child of hers, is not there. Error: record.not-found. */
export async function ownConsent(ctx: Context, id: string): Promise<Consent> {
  const consent = JSON.parse((await ctx.record.read('Consent', id)).text) as Consent;
  if (consent.patient?.reference !== `Patient/${ownId(ctx)}` || !isOfRecord(consent))
    throw new AppError('record.not-found');
  return consent;
}

/** Consents in the words of the page. */
export async function showRules(ctx: Context, consents: readonly Consent[]): Promise<RuleView[]> {
  const nameOf = await facilityNamer(ctx, consents.flatMap(facilitiesOf));
  const today = dayInVietnam(ctx.now());
  return consents.map((consent) => ruleOf(consent, nameOf, today));
}

/** Who looks after her, by the record itself: each facility once, for the strongest reason. */
async function facilitiesAround(ctx: Context, patientId: string): Promise<OwnAccess['facilities']> {
  const patient = JSON.parse((await ctx.record.read('Patient', patientId)).text) as Patient;
  const visits = await ctx.record.search(
    'Encounter',
    `patient=${encodeURIComponent(patientId)}&_sort=-date&_count=${most}`,
  );
  const around = new Map<string, OwnAccess['facilities'][number]['because']>();
  const add = (reference: string | undefined, because: OwnAccess['facilities'][number]['because']): void => {
    if (reference?.startsWith('Organization/') !== true) return;
    const id = reference.slice('Organization/'.length);
    if (!around.has(id)) around.set(id, because);
  };
  add(patient.managingOrganization?.reference, 'charge');
  for (const { reference } of patient.generalPractitioner ?? []) add(reference, 'family-doctor');
  for (const { text } of visits.matches)
    add((JSON.parse(text) as Encounter).serviceProvider?.reference, 'visit');
  const nameOf = await facilityNamer(ctx, [...around.keys()]);
  return [...around].map(([id, because]) => ({ id, name: nameOf(id), because }));
}
