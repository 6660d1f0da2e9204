import type { Organization } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { recordHistory, recordShot, type ShotInput } from '../api.ts';
import type { PersonFacts } from '../domain/facts.ts';
import { judgeShot, type ShotFault } from '../domain/judge-shot.ts';
import { productOf } from '../domain/national-schedule.ts';
import { numberInSeries } from '../domain/number-in-series.ts';
import { paperFindings, paperImmunization } from '../domain/paper-dose.ts';
import { standingIssues } from '../domain/shot-words.ts';
import { stockCode } from '../domain/stock-code.ts';
import { immunizationOf } from '../domain/to-fhir.ts';
import { stationOf } from '../station.ts';
import { observeMs } from '../domain/device-shot.ts';
import { keepShot } from '../stock/keep-shot.ts';
import { holdLot, openVials, vialOf } from '../stock/lot-row.ts';
import { chooseVial, takeDose } from '../stock/take-dose.ts';
import { factsOf } from './read-forecast.ts';

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
    await keepShot(ctx, {
      immunizationId,
      patientId: input.patientId,
      facilityId,
      lotId: lot.id,
      vialId: taken.vialId,
      at: now,
    });
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

function refuse(faults: readonly ShotFault[], answered: Pick<ShotInput, 'reason' | 'screening'>): void {
  const issues = standingIssues(faults, answered);
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
  const number = numberInSeries(facts, input.doseCode, dayInVietnam(ctx.now()));
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

export const recordHistoryRoute = defineRoute({
  ...recordHistory,
  allow: 'immunisation.give',
  handle: async (ctx, { patientId, doseCode, on, lotNumber, place }) => {
    stationOf(ctx);
    const product = productOf(doseCode);
    if (product === undefined) throw new AppError('record.not-found');
    const facts = await factsOf(ctx, patientId);
    const issues = paperFindings(facts, { on, doseCode }, dayInVietnam(ctx.now()));
    if (issues.length > 0) throw new AppError('immunisation.shot-refused', { issues });
    const { id } = await ctx.record.create(paperImmunization({ patientId, doseCode, on, lotNumber, place }));
    return { immunizationId: id };
  },
});
