import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import { personBucket, rowBucket } from '#platform/record/place.ts';
import type { BookedService } from '../domain/services.ts';
import type { DeskSpan } from '../domain/times.ts';

/** A desk as it is kept. */
export interface Desk {
  readonly bucket: number;
  readonly id: string;
  readonly facility_id: string;
  readonly facility_name: string;
  readonly address: string | null;
  readonly name: string;
  readonly services: readonly BookedService[];
  readonly spans: readonly DeskSpan[];
  readonly closed: readonly string[];
  readonly active: boolean;
  readonly version: number;
}

/** Columns of a desk, as `Desk` has them. */
export const deskColumns =
  'bucket, id, facility_id, facility_name, address, name, services, spans, closed, active, version';

/** Where everything of a facility's bookings lies. */
export const facilityBucket = (facilityId: string): number => personBucket(facilityId);

/** The bucket that an id of ours names; an id of another shape is nobody's. Error: record.not-found. */
export function bucketOfRow(id: string): number {
  const bucket = rowBucket(id);
  if (Number.isNaN(bucket)) throw new AppError('record.not-found');
  return bucket;
}

/** One desk. Error: record.not-found. */
export async function readDesk(ctx: Context, id: string): Promise<Desk> {
  const [desk] = await ctx.sql.query<Desk>(
    `select ${deskColumns} from booking.desk where bucket = $1 and id = $2`,
    [bucketOfRow(id), id],
  );
  if (desk === undefined) throw new AppError('record.not-found');
  return desk;
}

/** One desk that takes bookings for a kind of service. Errors: record.not-found, booking.not-offered. */
export async function openDesk(ctx: Context, id: string, service: BookedService): Promise<Desk> {
  return demandOpen(await readDesk(ctx, id), service);
}

/** The desk, where it takes bookings for a kind of service. Error: booking.not-offered. */
export function demandOpen<D extends Desk>(desk: D, service: BookedService): D {
  if (!desk.active || !desk.services.includes(service)) throw new AppError('booking.not-offered');
  return desk;
}

/** Desks of a facility, by name. */
export function desksOf(ctx: Context, facilityId: string): Promise<Desk[]> {
  return ctx.sql.query<Desk>(
    `select ${deskColumns} from booking.desk where bucket = $1 and facility_id = $2 order by name, id`,
    [facilityBucket(facilityId), facilityId],
  );
}

/** Some desks by their ids. */
export async function desksById(ctx: Context, ids: readonly string[]): Promise<ReadonlyMap<string, Desk>> {
  if (ids.length === 0) return new Map();
  const unique = [...new Set(ids)];
  const rows = await ctx.sql.query<Desk>(
    `select ${deskColumns} from booking.desk where bucket = any ($1) and id = any ($2)`,
    [unique.map(bucketOfRow), unique],
  );
  return new Map(rows.map((desk) => [desk.id, desk]));
}

/** Where somebody looks for a place. */
export interface DeskWish {
  readonly service: BookedService;
  readonly province?: string | undefined;
  readonly commune?: string | undefined;
  readonly kind?: string | undefined;
  readonly facilityId?: string | undefined;
}

/** Desks that take bookings, by name, at most so many. */
export function findDesks(ctx: Context, wish: DeskWish, most: number): Promise<Desk[]> {
  const { service, province, commune, kind, facilityId } = wish;
  return ctx.sql.query<Desk>(
    `select ${deskColumns} from booking.desk
     where active and services @> array[$1::text] and ($2::text is null or province = $2) and ($3::text is null or commune = $3)
       and ($4::text is null or facility_kind = $4) and ($5::text is null or facility_id = $5)
     order by sort_name, name, id limit $6`,
    [service, province ?? null, commune ?? null, kind ?? null, facilityId ?? null, most],
  );
}
