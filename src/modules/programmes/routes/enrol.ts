import type { Condition, EpisodeOfCare, Patient } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { ProgrammeCode } from '#kernel/vietnam/programmes.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { personBucket } from '#platform/record/place.ts';
import { enrol, findPeople, leave } from '../api.ts';
import { endedEpisode, episodeOf } from '../domain/episode.ts';
import { joinDayFaults, joinFault } from '../domain/join.ts';
import { belongs } from '../domain/gather-facts.ts';
import { idOf } from '../register/follow-entries.ts';
import { nameOf } from '../domain/entry-line.ts';
import { patientsOf, stationOf } from '../station.ts';
import { knownRules } from './list-entries.ts';

export const enrolRoute = defineRoute({
  ...enrol,
  allow: 'programmes.keep',
  handle: async (ctx, { code, patientId, startedOn }) => {
    const rules = knownRules(code);
    const facilityId = stationOf(ctx);
    const today = dayInVietnam(ctx.now());
    const patient = JSON.parse((await ctx.record.read('Patient', patientId)).text) as Patient;
    const start = startedOn ?? today;
    const fault = joinFault(rules, patient, start, today);
    if (fault === 'not-for') throw new AppError('programmes.not-for');
    if (fault !== undefined)
      throw new AppError('request.invalid', { issues: [{ path: 'startedOn', text: joinDayFaults[fault] }] });
    if (await isIn(ctx, patientId, facilityId, code)) throw new AppError('programmes.already-in');
    const { id } = await ctx.record.create(episodeOf(rules, patientId, facilityId, start));
    return { id };
  },
});

async function isIn(ctx: Context, patientId: string, facilityId: string, code: string): Promise<boolean> {
  const rows = await ctx.sql.query(
    `select 1 from programmes.entry where bucket = $1 and patient_id = $2 and facility_id = $3 and programme = $4 and ended_on is null`,
    [personBucket(patientId), patientId, facilityId, code],
  );
  return rows.length > 0;
}

/** An entry of the reader's own station as its EpisodeOfCare. Errors: record.not-found, programmes.ended. */
export async function ownEpisode(ctx: Context, id: string): Promise<EpisodeOfCare & { readonly id: string }> {
  const episode = JSON.parse((await ctx.record.read('EpisodeOfCare', id)).text) as EpisodeOfCare;
  if (idOf(episode.managingOrganization?.reference, 'Organization') !== stationOf(ctx))
    throw new AppError('record.not-found');
  if (episode.status !== 'active') throw new AppError('programmes.ended');
  return { ...episode, id };
}

/** Ends an entry on a day. */
export async function endEpisode(
  ctx: Context,
  episode: EpisodeOfCare,
  on: string,
  because: string,
): Promise<void> {
  await ctx.record.update(endedEpisode(episode, on, because));
}

export const leaveRoute = defineRoute({
  ...leave,
  allow: 'programmes.keep',
  handle: async (ctx, { id, on, because }) => {
    const episode = await ownEpisode(ctx, id);
    const today = dayInVietnam(ctx.now());
    const endedOn = on ?? today;
    const started = episode.period?.start?.slice(0, 10) ?? today;
    if (endedOn > today || endedOn < started)
      throw new AppError('request.invalid', {
        issues: [
          {
            path: 'on',
            text: {
              vi: 'Ngày ra phải từ ngày vào đến hôm nay.',
              en: 'The day of leaving must lie between the day of coming in and today.',
            },
          },
        ],
      });
    await endEpisode(ctx, episode, endedOn, because);
    return { endedOn };
  },
});

const mostFound = 200;

export const findPeopleRoute = defineRoute({
  ...findPeople,
  allow: 'programmes.keep',
  handle: async (ctx, { code }) => {
    const rules = knownRules(code as ProgrammeCode);
    const facilityId = stationOf(ctx);
    if (rules.diagnoses.length === 0) return { people: [] };
    const codes = rules.diagnoses.flatMap((one) =>
      one.includes('.') ? [one] : [one, ...Array.from({ length: 10 }, (_, at) => `${one}.${at}`)],
    );
    const page = await ctx.record.search(
      'Condition',
      `code=${codes.map((one) => encodeURIComponent(`${codeSystem.icd10}|${one}`)).join(',')}&_count=${mostFound}&_total=none`,
    );
    const found = new Map<string, Condition>();
    for (const { text } of page.matches) {
      const condition = JSON.parse(text) as Condition;
      const patientId = idOf(condition.subject.reference, 'Patient');
      if (patientId !== undefined && !found.has(patientId)) found.set(patientId, condition);
    }
    const inIt = await ctx.sql.query<{ patient_id: string }>(
      `select patient_id from programmes.entry where facility_id = $1 and programme = $2 and ended_on is null and patient_id = any ($3::text[])`,
      [facilityId, code, [...found.keys()]],
    );
    for (const { patient_id: id } of inIt) found.delete(id);
    const patients = await patientsOf(ctx, [...found.keys()]);
    return {
      people: [...found].flatMap(([patientId, condition]) => {
        const patient = patients.get(patientId);
        const diagnosis = condition.code?.coding?.find((one) => belongs(rules, one.code))?.code;
        const isDead = patient?.deceasedDateTime !== undefined || patient?.deceasedBoolean === true;
        const isOwn = idOf(patient?.managingOrganization?.reference, 'Organization') === facilityId;
        if (patient === undefined || diagnosis === undefined || isDead || !isOwn) return [];
        const on = condition.recordedDate?.slice(0, 10);
        return [
          {
            patientId,
            name: nameOf(patient),
            diagnosis,
            ...(patient.birthDate !== undefined && { birth: patient.birthDate }),
            ...(on !== undefined && { on }),
          },
        ];
      }),
    };
  },
});
