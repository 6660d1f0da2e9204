import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import { openHoursOf, type OpenVial } from '../domain/vial.ts';

/** A lot as it is kept. */
export interface LotRow {
  readonly id: string;
  readonly facility_id: string;
  readonly dose_code: string;
  readonly lot_number: string;
  readonly manufacturer: string | null;
  readonly expires: string;
  readonly doses_per_vial: number;
  readonly open_hours: number | null;
  readonly unopened: number;
  readonly fridge_id: string | null;
  readonly locked_because: string | null;
  readonly version: number;
  readonly received_at: Date;
}

/** An opened vial as it is kept. */
export interface VialRow {
  readonly id: string;
  readonly lot_id: string;
  readonly opened_at: Date;
  readonly doses_left: number;
}

export const lotColumns =
  'id, facility_id, dose_code, lot_number, manufacturer, expires_on::text as expires, doses_per_vial, open_hours, unopened, fridge_id, locked_because, version, received_at';

/** A lot of a facility, held until the transaction ends. Error: record.not-found where it is another facility's. */
export async function holdLot(ctx: Context, facilityId: string, lotId: string): Promise<LotRow> {
  const [row] = await ctx.sql.query<LotRow>(
    `select ${lotColumns} from immunisation.lot where id = $1 and facility_id = $2 for update`,
    [lotId, facilityId],
  );
  if (row === undefined) throw new AppError('record.not-found');
  return row;
}

/** Opened vials of some lots that nobody has closed. */
export async function openVials(ctx: Context, lotIds: readonly string[]): Promise<VialRow[]> {
  return ctx.sql.query<VialRow>(
    `select id, lot_id, opened_at, doses_left from immunisation.vial where lot_id = any ($1::uuid[]) and closed_at is null
     order by opened_at`,
    [lotIds],
  );
}

/** An opened vial as the rules see it. */
export function vialOf(lot: LotRow, vial: VialRow): OpenVial {
  return {
    openedAt: vial.opened_at,
    dosesLeft: vial.doses_left,
    openHours: openHoursOf(lot.dose_code, lot.open_hours ?? undefined),
  };
}

/** Until when an opened vial may be used; undefined where that is as long as its lot. */
export function goodUntil({ openedAt, openHours }: OpenVial): Date | undefined {
  return openHours === undefined ? undefined : new Date(openedAt.getTime() + openHours * 3_600_000);
}

/** What happened to a lot. */
export interface Movement {
  readonly kind: 'received' | 'opened' | 'used' | 'wasted' | 'counted' | 'sent' | 'locked' | 'unlocked';
  readonly vials?: number;
  readonly doses?: number;
  readonly because?: string | undefined;
  /** Now where absent. */
  readonly at?: Date | undefined;
}

/** Writes down what happened to a lot, and by whom. */
export async function noteMovement(
  ctx: Context,
  lot: Pick<LotRow, 'id' | 'facility_id'>,
  moved: Movement,
): Promise<void> {
  await ctx.sql.query(
    `insert into immunisation.movement (lot_id, facility_id, at, kind, vials, doses, because, by_account)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      lot.id,
      lot.facility_id,
      moved.at ?? ctx.now(),
      moved.kind,
      moved.vials ?? 0,
      moved.doses ?? 0,
      moved.because ?? null,
      ctx.actor.accountId,
    ],
  );
}
