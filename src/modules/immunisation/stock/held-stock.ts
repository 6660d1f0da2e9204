import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import type { HeldReference } from '#platform/module/define-module.ts';
import { stockReference, type HeldLot, type HeldStock } from '../domain/held-stock.ts';
import { stationOf } from '../station.ts';
import { lotColumns, openVials, type LotRow } from './lot-row.ts';

const mostLots = 300;

/** The vaccines of the station that something is left of, for its devices. */
export const heldStock: HeldReference = {
  name: stockReference,
  allow: 'immunisation.see',
  read: readHeldStock,
};

async function readHeldStock(ctx: Context): Promise<HeldStock> {
  const facilityId = stationOf(ctx);
  const lots = await ctx.sql.query<LotRow>(
    `select ${lotColumns} from immunisation.lot l where facility_id = $1 and expires_on >= $2::date
       and (unopened > 0 or exists (select 1 from immunisation.vial v where v.lot_id = l.id and v.closed_at is null))
     order by expires_on, lot_number limit ${mostLots}`,
    [facilityId, dayInVietnam(ctx.now())],
  );
  const vials = Map.groupBy(
    await openVials(
      ctx,
      lots.map(({ id }) => id),
    ),
    ({ lot_id: id }) => id,
  );
  return {
    ...(ctx.actor.practitionerId !== undefined && { practitionerId: ctx.actor.practitionerId }),
    lots: lots.map((row): HeldLot => ({
      id: row.id,
      doseCode: row.dose_code,
      lotNumber: row.lot_number,
      ...(row.manufacturer !== null && { manufacturer: row.manufacturer }),
      expiresOn: row.expires,
      dosesPerVial: row.doses_per_vial,
      ...(row.open_hours !== null && { openHours: row.open_hours }),
      unopened: row.unopened,
      isLocked: row.locked_because !== null,
      vials: (vials.get(row.id) ?? []).map((vial) => ({
        id: vial.id,
        openedAt: vial.opened_at.toISOString(),
        dosesLeft: vial.doses_left,
      })),
    })),
  };
}
