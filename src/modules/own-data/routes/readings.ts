import type { Bundle, Observation, Resource } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { addReadings, readReadings, withdrawReading, type ShownReading, type Taken } from '../api.ts';
import { atDesk, demandOwn, type OwnPerson } from '../desk.ts';
import { judgeReading } from '../domain/judge-reading.ts';
import { moveByPhoneClock } from '../domain/move-clock.ts';
import { nameOfInstrument, observationOf, provenanceOf } from '../domain/observation-of.ts';
import { ownMark } from '../domain/own-mark.ts';
import { codeOfKind, readingKinds, type Instrument, type Sample } from '../domain/reading.ts';
import { showReading } from '../domain/show-reading.ts';
import { nameGiverOf, type NameGiver } from '../name-giver.ts';
import { existing } from '../existing.ts';
import { shownPerson } from './people.ts';

const pageSize = 30;

export const readReadingsRoute = defineRoute({
  ...readReadings,
  allow: 'own-data.keep',
  handle: async (ctx, { patientId, cursor }) => {
    const person = await demandOwn(ctx, patientId);
    const own = await searchReadings(ctx, {
      patient: patientId,
      _tag: `${ownMark.system}|${ownMark.reading}`,
      'status:not': 'entered-in-error',
      _sort: '-date',
      _count: String(pageSize),
      ...(cursor !== undefined && { _cursor: cursor }),
    });
    return {
      person: shownPerson(person),
      serverTime: ctx.now().toISOString(),
      last: cursor === undefined ? await lastOfEach(ctx, patientId) : [],
      readings: own.readings,
      ...(own.next !== undefined && { next: own.next }),
    };
  },
});

async function lastOfEach(ctx: Context, patientId: string): Promise<ShownReading[]> {
  const last: ShownReading[] = [];
  for (const kind of readingKinds) {
    const { readings } = await searchReadings(ctx, {
      patient: patientId,
      code: `${codeSystem.loinc}|${codeOfKind(kind)}`,
      'status:not': 'entered-in-error',
      _sort: '-date',
      _count: '1',
    });
    last.push(...readings);
  }
  return last;
}

async function searchReadings(
  ctx: Context,
  query: Record<string, string>,
): Promise<{ readings: ShownReading[]; next?: string }> {
  // As the reader herself: what she may not see of a child stays out, and the audit says that she looked.
  const page = await ctx.record.search('Observation', new URLSearchParams(query).toString());
  const readings = page.matches.flatMap(({ text }) => showReading(JSON.parse(text) as Observation) ?? []);
  return { readings, ...(page.next !== undefined && { next: page.next }) };
}

export const addReadingsRoute = defineRoute({
  ...addReadings,
  allow: 'own-data.keep',
  handle: async (ctx, { patientId, sentAt, instruments = [], samples }) => {
    const person = await demandOwn(ctx, patientId);
    const moved = moveByPhoneClock(samples, sentAt, ctx.now());
    const nameOf = await nameGiverOf(ctx, patientId);
    return { results: await keepReadings(ctx, person, moved, instruments, nameOf) };
  },
});

/** A reading as it was sent, with the place of its instrument in the list. */
type SentSample = Sample & { readonly from?: number | undefined };

/** Keeps what is new, all in one transaction; what was sent before, here or by another phone, is known. */
async function keepReadings(
  ctx: Context,
  person: OwnPerson,
  samples: readonly SentSample[],
  instruments: readonly Instrument[],
  nameOf: NameGiver,
): Promise<Taken[]> {
  const around = { now: ctx.now(), birthDate: person.patient.birthDate };
  const judged = samples.map((sample) => {
    const verdict = judgeReading(sample, around);
    return 'refuse' in verdict ? { sample, refuse: verdict.refuse } : { sample, verdict };
  });
  const madeWith = ({ from }: SentSample): Instrument | undefined =>
    from === undefined ? undefined : instruments[from];
  const ids = judged.map(({ sample }) => idOf(sample, madeWith(sample), nameOf));
  const known = await existing(ctx, 'Observation', ids);
  const fresh = new Map<string, Observation>();
  const results = judged.map((one, at): Taken => {
    const { id } = one.sample;
    const resourceId = ids[at]!;
    if (one.verdict === undefined) return { id, outcome: 'refused', reason: one.refuse };
    if (known.has(resourceId) || fresh.has(resourceId)) return { id, outcome: 'known' };
    fresh.set(resourceId, observationOf(resourceId, one.sample, one.verdict, person, madeWith(one.sample)));
    return { id, outcome: 'stored' };
  });
  if (fresh.size > 0) {
    const targets = [...fresh.keys()].map((id) => `Observation/${id}`);
    const provenance = provenanceOf(targets, person, ctx.now(), instruments);
    await atDesk(ctx).record.bundle(newOnly([...fresh.values()], provenance));
  }
  return results;
}

/**
 * What names a reading: the person (by the secret), the instrument and what that calls it, or else the id that the phone drew; with the kind and the
 * numbers, for a clock that was set back repeats its times.
 */
function idOf(sample: Sample, instrument: Instrument | undefined, nameOf: NameGiver): string {
  const { id, kind, stamp, values, unit } = sample;
  if (stamp === undefined) return nameOf('typed', id, kind);
  const source = instrument === undefined ? '' : `${instrument.way} ${nameOfInstrument(instrument)}`;
  return nameOf('stamped', source, kind, stamp, values.join('/'), unit);
}

/** One transaction in which everything is new, whatever else happens at the same moment. */
function newOnly(resources: readonly (Resource & { id?: string })[], provenance: Resource): Bundle {
  return {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [
      ...resources.map((resource) => ({
        resource,
        request: {
          method: 'PUT' as const,
          url: `${resource.resourceType}/${resource.id}`,
          ifNoneMatch: '*',
        },
      })),
      { resource: provenance, request: { method: 'POST' as const, url: 'Provenance' } },
    ],
  };
}

export const withdrawReadingRoute = defineRoute({
  ...withdrawReading,
  allow: 'own-data.keep',
  handle: async (ctx, { patientId, id }) => {
    await demandOwn(ctx, patientId);
    const observation = JSON.parse((await ctx.record.read('Observation', id)).text) as Observation;
    const isOwn = observation.meta?.tag?.some(({ system }) => system === ownMark.system) === true;
    if (!isOwn || observation.subject?.reference !== `Patient/${patientId}`)
      throw new AppError('record.not-found');
    await atDesk(ctx).record.update({ ...observation, status: 'entered-in-error' });
    return { done: true as const };
  },
});
