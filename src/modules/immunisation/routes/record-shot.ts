import type { Organization } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { recordHistory, recordShot, type ShotInput } from '../api.ts';
import type { PersonFacts } from '../domain/facts.ts';
import { judgeHistory } from '../domain/judge-history.ts';
import { judgeShot, type ShotFault } from '../domain/judge-shot.ts';
import { productOf } from '../domain/national-schedule.ts';
import { judgeScreening } from '../domain/screening.ts';
import { shotIssues } from '../domain/shot-words.ts';
import { stockCode } from '../domain/stock-code.ts';
import { immunizationOf } from '../domain/to-fhir.ts';
import { personBucket } from '#platform/record/place.ts';
import { stationOf } from '../station.ts';
import { holdLot, openVials, vialOf } from '../stock/lot-row.ts';
import { chooseVial, takeDose } from '../stock/take-dose.ts';
import { factsOf } from './read-forecast.ts';

/** She stays at the place for half an hour. @source QĐ 1575/QĐ-BYT 2023 */
const observeMs = 30 * 60_000;

export const recordShotRoute = defineRoute({
  ...recordShot,
  allow: 'immunisation.give',
  handle: async (ctx, input) => {
    const facilityId = stationOf(ctx);
    const now = ctx.now();
    const facts = await factsOf(ctx, input.patientId);
    const lot = await holdLot(ctx, facilityId, input.lotId);
    if (lot.dose_code !== stockCode(input.doseCode)) throw new AppError('record.not-found');
    const vials = await openVials(ctx, [lot.id]);
    const chosen = chooseVial(lot, vials, input.vialId, now);
    const today = dayInVietnam(now);
    const faults = judgeShot(
      facts,
      {
        doseCode: input.doseCode,
        on: today,
        at: now,
        lot: {
          expiresOn: lot.expires,
          isLocked: lot.locked_because !== null,
          dosesLeft: chosen === undefined ? 0 : 1,
          ...(chosen !== undefined && 'open' in chosen && { vial: vialOf(lot, chosen.open) }),
        },
        ...(input.temperature !== undefined && { temperature: input.temperature }),
      },
      today,
    );
    refuse(faults, input);
    const taken = await takeDose(ctx, lot, chosen!);
    const immunizationId = await write(ctx, facts, facilityId, lot, input);
    await ctx.sql.query(
      `insert into immunisation.shot (bucket, immunization_id, patient_id, facility_id, lot_id, vial_id, at)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [personBucket(input.patientId), immunizationId, input.patientId, facilityId, lot.id, taken.vialId, now],
    );
    return {
      immunizationId,
      observeUntil: new Date(now.getTime() + observeMs).toISOString(),
      vial: {
        dosesLeft: taken.dosesLeft,
        ...(taken.goodUntil !== undefined && { goodUntil: taken.goodUntil.toISOString() }),
      },
    };
  },
});

function refuse(
  faults: readonly ShotFault[],
  { reason, screening }: Pick<ShotInput, 'reason' | 'screening'>,
): void {
  const isPutOff = judgeScreening({ yes: screening }) === 'put-off';
  const stands = faults.filter(({ withReason }) => !withReason || reason === undefined);
  const issues = shotIssues(stands, isPutOff && reason === undefined);
  if (issues.length > 0) throw new AppError('immunisation.shot-refused', { issues });
}

async function write(
  ctx: Context,
  facts: PersonFacts,
  facilityId: string,
  lot: Awaited<ReturnType<typeof holdLot>>,
  input: ShotInput,
): Promise<string> {
  const station = JSON.parse((await ctx.record.read('Organization', facilityId)).text) as Organization;
  const number = numberOf(facts, input.doseCode, dayInVietnam(ctx.now()));
  const { id } = await ctx.record.create(
    immunizationOf({
      patientId: input.patientId,
      doseCode: input.doseCode,
      at: ctx.now(),
      lotNumber: lot.lot_number,
      expiresOn: lot.expires,
      facility: { id: facilityId, ...(station.name !== undefined && { name: station.name }) },
      ...(number !== undefined && { number }),
      ...(lot.manufacturer !== null && { manufacturer: lot.manufacturer }),
      ...(ctx.actor.practitionerId !== undefined && { practitionerId: ctx.actor.practitionerId }),
      ...(input.site !== undefined && { site: input.site }),
      ...(input.reason !== undefined && { reason: input.reason }),
    }),
  );
  return id;
}

/** The place that the dose takes in its series; that of the schedule where it does not count. */
function numberOf(facts: PersonFacts, doseCode: string, on: string): number | undefined {
  const given = { id: '~', on, doseCode, name: doseCode };
  const judged = judgeHistory({ ...facts, given: [...facts.given, given] }, on);
  return judged.doses.find((one) => one.given.id === '~')?.worth[0]?.number;
}

export const recordHistoryRoute = defineRoute({
  ...recordHistory,
  allow: 'immunisation.give',
  handle: async (ctx, { patientId, doseCode, on, lotNumber, place }) => {
    stationOf(ctx);
    const product = productOf(doseCode);
    if (product === undefined) throw new AppError('record.not-found');
    const facts = await factsOf(ctx, patientId);
    const impossible: ShotFault[] = [];
    if (on < facts.birth) impossible.push({ code: 'before-birth', withReason: false, reasons: [] });
    if (on > dayInVietnam(ctx.now())) impossible.push({ code: 'in-future', withReason: false, reasons: [] });
    // The same dose on the same day is the same dose, typed again.
    if (facts.given.some((one) => one.on === on && one.doseCode === doseCode))
      impossible.push({ code: 'already-given', withReason: false, reasons: [] });
    if (impossible.length > 0)
      throw new AppError('immunisation.shot-refused', { issues: shotIssues(impossible, false) });
    const whole = immunizationOf({
      patientId,
      doseCode,
      at: new Date(`${on}T00:00:00+07:00`),
      lotNumber: lotNumber ?? '',
      expiresOn: '',
      facility: { id: '' },
    });
    const {
      lotNumber: _lot,
      expirationDate: _expires,
      performer: _who,
      recorded: _recorded,
      ...rest
    } = whole;
    const { id } = await ctx.record.create({
      ...rest,
      occurrenceDateTime: on,
      primarySource: false,
      reportOrigin: { text: 'Sổ tiêm chủng giấy' },
      ...(lotNumber !== undefined && { lotNumber }),
      ...(place !== undefined && { location: { display: place } }),
    });
    return { immunizationId: id };
  },
});
