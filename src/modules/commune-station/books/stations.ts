import type { Organization } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { platformActor } from '#platform/access/actors.ts';
import type { Context } from '#platform/context.ts';

/** A station that keeps its books here. */
export interface Station {
  readonly id: string;
  readonly name: string;
  readonly province: string | undefined;
}

/**
 * The record as Sen reads it for books that law asks for: whole, also what this worker may not open herself. The audit names who asked.
 * @source TT 23/2025/TT-BYT: the station reports all that happened; which lines somebody sees is decided line by line
 */
export function insideRecord(ctx: Context): Context {
  const { accountId, display, requestId, language } = ctx.actor;
  return ctx.as({ ...platformActor(requestId, language), accountId, display });
}

/** The station in whose name the caller works; it keeps books from its first asking on. Errors: station.no-facility. */
export async function ownStation(ctx: Context): Promise<Station> {
  const { facilityId } = ctx.actor;
  if (facilityId === undefined) throw new AppError('station.no-facility');
  const known = await findStation(ctx, facilityId);
  return known ?? keepStation(ctx, facilityId);
}

/** One that keeps books already; undefined for any other. */
export async function findStation(ctx: Context, id: string): Promise<Station | undefined> {
  const [row] = await ctx.sql.query<{ id: string; name: string; province: string | null }>(
    'select id, name, province from commune_station.station where id = $1',
    [id],
  );
  return row === undefined ? undefined : { id: row.id, name: row.name, province: row.province ?? undefined };
}

async function keepStation(ctx: Context, id: string): Promise<Station> {
  const { text } = await insideRecord(ctx).record.read('Organization', id);
  const organization = JSON.parse(text) as Organization;
  const station = { id, name: organization.name ?? id, province: provinceOf(organization) };
  await ctx.sql.query(
    `insert into commune_station.station (id, name, province, since) values ($1, $2, $3, $4) on conflict (id) do nothing`,
    [id, station.name, station.province ?? null, ctx.now()],
  );
  return station;
}

/** The code of the province in the facility's address, as addresses of Sen bear it. */
export function provinceOf({ address }: Organization): string | undefined {
  const parts = (address ?? [])
    .flatMap(({ extension }) => extension ?? [])
    .flatMap(({ extension }) => extension ?? []);
  return parts.find(({ url }) => url === 'state')?.valueCodeableConcept?.coding?.[0]?.code;
}
