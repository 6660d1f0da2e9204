import { daysBetween } from '#kernel/vietnam/calendar-days.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { ShownFridge, ShownLot } from './stock-contract.ts';
import { findExcursions, isReadingMissed, type Excursion } from './cold-chain.ts';
import { openVialOf, type HeldFridge, type HeldLot, type HeldStock } from './held-stock.ts';
import { productOf } from './national-schedule.ts';
import { judgeVial } from './vial.ts';

/** Lots as the page of the stock shows them; at the centre and on a device. */
export function showLots(lots: readonly HeldLot[], now: Date): ShownLot[] {
  const today = dayInVietnam(now);
  return lots.map((lot) => ({
    id: lot.id,
    doseCode: lot.doseCode,
    vaccine: vaccineOf(lot),
    lotNumber: lot.lotNumber,
    ...(lot.manufacturer !== undefined && { manufacturer: lot.manufacturer }),
    expiresOn: lot.expiresOn,
    daysLeft: daysBetween(today, lot.expiresOn),
    dosesPerVial: lot.dosesPerVial,
    unopened: lot.unopened,
    vials: lot.vials.map(({ id, openedAt, dosesLeft }) => {
      const vial = openVialOf(lot, { id, openedAt, dosesLeft });
      const { openHours } = vial;
      return {
        id,
        openedAt,
        dosesLeft,
        isGood: judgeVial(vial, now) === 'good',
        ...(openHours !== undefined && {
          goodUntil: new Date(Date.parse(openedAt) + openHours * 3_600_000).toISOString(),
        }),
      };
    }),
    ...(lot.fridgeId !== undefined && { fridgeId: lot.fridgeId }),
    ...(lot.lockedBecause !== undefined && { lockedBecause: lot.lockedBecause }),
    used: lot.used,
    wasted: lot.wasted,
    version: lot.version,
  }));
}

const vaccineOf = ({ doseCode }: HeldLot): string => productOf(doseCode)?.vaccine ?? doseCode;

/** Fridges as the page of the cold chain shows them, with what lay in them while they were wrong. */
export function showFridges({ fridges, lots }: HeldStock, now: Date): ShownFridge[] {
  return fridges.map((fridge) => {
    const readings = fridge.readings.map(({ at, celsius }) => ({ at: new Date(at), celsius }));
    return {
      ...fridge,
      readings: [...fridge.readings],
      isMissed: isReadingMissed(readings.at(-1)?.at, now),
      excursions: findExcursions(readings)
        .map((one) => ({
          kind: one.kind,
          furthest: one.furthest,
          from: one.from.toISOString(),
          ...(one.to !== undefined && { to: one.to.toISOString() }),
          ...(one.rightUntil !== undefined && { rightUntil: one.rightUntil.toISOString() }),
          lots: touchedLots(fridge, lots, one, now),
        }))
        .toReversed(),
    };
  });
}

/** Lots that lay in a fridge when it was outside the range, with the doses that were given out of them from then on. */
function touchedLots(
  { id }: HeldFridge,
  lots: readonly HeldLot[],
  { from, to }: Excursion,
  now: Date,
): ShownFridge['excursions'][number]['lots'] {
  const [begin, end] = [from.getTime(), (to ?? now).getTime()];
  return lots
    .filter((lot) => lot.fridgeId === id && Date.parse(lot.receivedAt) <= end)
    .filter(({ unopened, movedAt = '' }) => unopened > 0 || Date.parse(movedAt) >= begin)
    .toSorted((a, b) => (`${a.doseCode} ${a.lotNumber}` < `${b.doseCode} ${b.lotNumber}` ? -1 : 1))
    .map((lot) => ({
      id: lot.id,
      vaccine: vaccineOf(lot),
      lotNumber: lot.lotNumber,
      shots: lot.shotsAt.filter((at) => Date.parse(at) >= begin).length,
    }));
}
