import type { Immunization, Resource } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import { personBucket } from '#platform/record/place.ts';
import { takenFrom, type TakenDose } from '../domain/held-stock.ts';
import { judgeShot } from '../domain/judge-shot.ts';
import { shotIssues } from '../domain/shot-words.ts';
import { stockCode } from '../domain/stock-code.ts';
import { factsOf } from '../routes/read-forecast.ts';
import { stationOf } from '../station.ts';
import { holdLot, vialOf, type LotRow, type VialRow } from './lot-row.ts';
import { keepShot } from './keep-shot.ts';
import { takeGiven } from './take-dose.ts';

/**
 * Counts the doses that a device gave out of the station's stock, each once. What no reason excuses is refused as at the centre; what the count of the
 * stock says is no reason to refuse a dose that a child has had: the stock is put right instead.
 */
export async function settleDoses(ctx: Context, resources: readonly Resource[]): Promise<void> {
  for (const one of resources) {
    if (one.resourceType !== 'Immunization' || one.id === undefined || one.status !== 'completed') continue;
    const taken = takenFrom(one);
    if (taken !== undefined && !(await isSettled(ctx, one))) await settle(ctx, one, taken);
  }
}

const personOf = ({ patient }: Immunization): string => patient.reference?.split('/')[1] ?? '';

/** The dose itself was changed, and is counted already. */
async function isSettled(ctx: Context, dose: Immunization): Promise<boolean> {
  const rows = await ctx.sql.query(
    'select 1 from immunisation.shot where bucket = $1 and immunization_id = $2',
    [personBucket(personOf(dose)), dose.id],
  );
  return rows.length > 0;
}

async function settle(ctx: Context, dose: Immunization, taken: TakenDose): Promise<void> {
  if (!ctx.can('immunisation.give')) throw new AppError('access.denied');
  const facilityId = stationOf(ctx);
  const patientId = personOf(dose);
  const doseCode =
    dose.vaccineCode.coding?.find(({ system }) => system === codeSystem.vaccineDose)?.code ?? '';
  const lot = await holdLot(ctx, facilityId, taken.lotId);
  if (lot.dose_code !== stockCode(doseCode)) throw new AppError('record.not-found');
  const [vial] = await ctx.sql.query<VialRow>(
    'select id, lot_id, opened_at, doses_left from immunisation.vial where id = $1',
    [taken.vialId],
  );
  if (vial !== undefined && vial.lot_id !== lot.id) throw new AppError('record.not-found');
  const facts = await factsOf(ctx, patientId);
  const faults = judgeShot(
    { ...facts, given: facts.given.filter(({ id }) => id !== dose.id) },
    {
      doseCode,
      on: dayInVietnam(taken.at),
      at: taken.at,
      lot: {
        expiresOn: lot.expires,
        isLocked: lot.locked_because !== null && (await wasLocked(ctx, lot, taken.at)),
        dosesLeft: 1,
        ...(vial !== undefined && { vial: { ...vialOf(lot, vial), dosesLeft: 1 } }),
      },
    },
    dayInVietnam(ctx.now()),
  );
  const issues = shotIssues(
    faults.filter(({ withReason }) => !withReason),
    false,
  );
  if (issues.length > 0) throw new AppError('immunisation.shot-refused', { issues });
  await takeGiven(ctx, lot, vial, taken);
  await keepShot(ctx, {
    immunizationId: dose.id!,
    patientId,
    facilityId,
    lotId: lot.id,
    vialId: taken.vialId,
    at: taken.at,
  });
}

/** Whether the lot was locked when the dose was given: what happened before the lock was right then. */
async function wasLocked(ctx: Context, lot: LotRow, at: Date): Promise<boolean> {
  const [last] = await ctx.sql.query<{ at: Date }>(
    `select at from immunisation.movement where lot_id = $1 and kind = 'locked' order by at desc limit 1`,
    [lot.id],
  );
  return last === undefined || last.at.getTime() <= at.getTime();
}
