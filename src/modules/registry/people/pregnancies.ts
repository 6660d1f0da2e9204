import type { EpisodeOfCare, Observation, RelatedPerson } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';
import { programmeConcept, programmeSystem } from '#kernel/vietnam/programmes.ts';
import type { Context } from '#platform/context.ts';
import { atDesk } from './at-desk.ts';
import { pregnancySystem } from './ties.ts';

/** How many children a pregnancy carries, on its EpisodeOfCare. */
const fetusesExtension = 'urn:sen:fetuses';
/** Expected day of delivery. @source LOINC 11778-8 */
const dueDateCode = '11778-8';
const mostPregnancies = 30;

type StoredEpisode = EpisodeOfCare & { readonly id: string };

/** A pregnancy as the record holds it: the entry in the antenatal register, and the children who came of it. */
export interface Pregnancy {
  readonly episode: StoredEpisode;
  readonly dueDate?: string;
  readonly fetuses?: number;
  readonly childIds: readonly string[];
}

/** Files of pregnancies of a person, the latest first. */
export async function pregnanciesOf(ctx: Context, personId: string): Promise<Pregnancy[]> {
  const { record } = atDesk(ctx);
  const type = encodeURIComponent(`${programmeSystem}|antenatal`);
  const page = await record.search(
    'EpisodeOfCare',
    `patient=${personId}&type=${type}&_count=${mostPregnancies}`,
  );
  const episodes = page.matches
    .map(({ text }) => JSON.parse(text) as StoredEpisode)
    .toSorted((a, b) => (b.period?.start ?? '').localeCompare(a.period?.start ?? ''));
  if (episodes.length === 0) return [];
  const [dueDates, children] = [await dueDatesOf(ctx, personId), await childrenOf(ctx, episodes)];
  return episodes.map((episode) => {
    const dueDate = dueDates.get(`EpisodeOfCare/${episode.id}`);
    const fetuses = episode.extension?.find(({ url }) => url === fetusesExtension)?.valuePositiveInt;
    return {
      episode,
      ...(dueDate !== undefined && { dueDate }),
      ...(fetuses !== undefined && { fetuses }),
      childIds: children.get(episode.id) ?? [],
    };
  });
}

/** One of them. Error: record.not-found. */
export async function pregnancyOf(ctx: Context, personId: string, id: string): Promise<Pregnancy> {
  const found = (await pregnanciesOf(ctx, personId)).find(({ episode }) => episode.id === id);
  if (found === undefined) throw new AppError('record.not-found');
  return found;
}

/** True while it goes on. */
export function isRunning({ episode }: Pregnancy): boolean {
  return episode.status === 'active' || episode.status === 'planned';
}

async function dueDatesOf(ctx: Context, personId: string): Promise<ReadonlyMap<string, string>> {
  const code = encodeURIComponent(`${codeSystem.loinc}|${dueDateCode}`);
  const page = await atDesk(ctx).record.search(
    'Observation',
    `patient=${personId}&code=${code}&_sort=_lastUpdated&_count=${mostPregnancies}`,
  );
  const dates = new Map<string, string>();
  for (const { text } of page.matches) {
    const { focus, valueDateTime } = JSON.parse(text) as Observation;
    const reference = focus?.[0]?.reference;
    if (reference !== undefined && valueDateTime !== undefined)
      dates.set(reference, valueDateTime.slice(0, 10));
  }
  return dates;
}

async function childrenOf(
  ctx: Context,
  episodes: readonly StoredEpisode[],
): Promise<ReadonlyMap<string, string[]>> {
  const marks = episodes.map(({ id }) => `${pregnancySystem}|${id}`).join(',');
  const page = await atDesk(ctx).record.search(
    'RelatedPerson',
    `identifier=${encodeURIComponent(marks)}&_sort=_lastUpdated&_count=100`,
  );
  const children = new Map<string, string[]>();
  for (const { text } of page.matches) {
    const { identifier, patient } = JSON.parse(text) as RelatedPerson;
    const episode = identifier?.find(({ system }) => system === pregnancySystem)?.value;
    const child = patient.reference?.replace('Patient/', '');
    if (episode !== undefined && child !== undefined)
      children.set(episode, [...(children.get(episode) ?? []), child]);
  }
  return children;
}

/** What is known of a pregnancy. */
export interface PregnancyFacts {
  readonly dueDate?: string | undefined;
  readonly fetuses?: number | undefined;
}

/** Opens the file, or changes the one that is running. Returns its id. */
export async function keepPregnancy(
  ctx: Context,
  personId: string,
  facts: PregnancyFacts,
  today: string,
): Promise<string> {
  const running = (await pregnanciesOf(ctx, personId)).find(isRunning);
  const id =
    running === undefined ? await open(ctx, personId, facts, today) : await mend(ctx, running, facts);
  if (facts.dueDate !== undefined && facts.dueDate !== running?.dueDate)
    await atDesk(ctx).record.create({
      resourceType: 'Observation',
      status: 'final',
      code: {
        coding: [{ system: codeSystem.loinc, code: dueDateCode }],
        text: 'Ngày dự sinh',
      },
      subject: { reference: `Patient/${personId}` },
      focus: [{ reference: `EpisodeOfCare/${id}` }],
      effectiveDateTime: ctx.now().toISOString(),
      valueDateTime: facts.dueDate,
    });
  return id;
}

async function open(
  ctx: Context,
  personId: string,
  { fetuses }: PregnancyFacts,
  today: string,
): Promise<string> {
  const { facilityId } = ctx.actor;
  const made = await atDesk(ctx).record.create({
    resourceType: 'EpisodeOfCare',
    ...(fetuses !== undefined && { extension: [{ url: fetusesExtension, valuePositiveInt: fetuses }] }),
    status: 'active',
    type: [programmeConcept('antenatal')],
    patient: { reference: `Patient/${personId}` },
    ...(facilityId !== undefined && { managingOrganization: { reference: `Organization/${facilityId}` } }),
    period: { start: today },
  });
  return made.id;
}

async function mend(
  ctx: Context,
  { episode, fetuses: before }: Pregnancy,
  facts: PregnancyFacts,
): Promise<string> {
  const { fetuses } = facts;
  if (fetuses !== undefined && fetuses !== before) {
    const others = (episode.extension ?? []).filter(({ url }) => url !== fetusesExtension);
    await atDesk(ctx).record.update({
      ...episode,
      extension: [...others, { url: fetusesExtension, valuePositiveInt: fetuses }],
    });
  }
  return episode.id;
}

/**
 * Ends a pregnancy on a day, once: of two who record one birth in the same second, the second is refused. Error: registry.pregnancy-over.
 */
export async function finishPregnancy(ctx: Context, pregnancy: Pregnancy, on: string): Promise<void> {
  if (!isRunning(pregnancy)) throw new AppError('registry.pregnancy-over');
  const { episode } = pregnancy;
  const start = episode.period?.start;
  await atDesk(ctx).record.update(
    {
      ...episode,
      status: 'finished',
      // A file opened on the day of the birth or after it: it ends when it began.
      period: { ...episode.period, end: start !== undefined && start.slice(0, 10) > on ? start : on },
    },
    { ifMatch: `W/"${episode.meta?.versionId ?? ''}"` },
  );
}
