import type { Organization } from '@medplum/fhirtypes';
import { newId } from '#kernel/fhir/id.ts';
import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { changeDesk, makeDesk, readDesks, readUnsettled, type DeskView, type SpanForm } from '../api.ts';
import { factsOf } from '../domain/facility-facts.ts';
import type { BookedService } from '../domain/services.ts';
import { areSpansWrong } from '../domain/times.ts';
import { unsettledOf } from '../domain/unsettled.ts';
import { desksOf, facilityBucket, readDesk, type Desk } from '../store/desks.ts';
import { bookingColumns, type BookingRow } from '../store/rows.ts';
import { deskLines } from '../store/views.ts';
import { serveWaiting } from '../store/waiting.ts';
import { asSen, facilityOf } from '../who.ts';
import { facilityName } from './desk.ts';

export const readDesksRoute = defineRoute({
  ...readDesks,
  allow: 'booking.desk',
  handle: async (ctx) => {
    const facilityId = facilityOf(ctx);
    const desks = await desksOf(ctx, facilityId);
    return {
      facility: await facilityName(ctx, facilityId),
      facilityId,
      desks: await Promise.all(desks.map((desk) => viewOf(ctx, desk))),
    };
  },
});

async function viewOf(ctx: Context, desk: Desk): Promise<DeskView> {
  return {
    id: desk.id,
    version: desk.version,
    unsettled: (await unsettledAt(ctx, desk)).length,
    name: desk.name,
    services: [...desk.services],
    spans: desk.spans.map((span) => ({ ...span, days: [...span.days] })),
    closed: [...desk.closed],
    active: desk.active,
  };
}

/** Bookings ahead that the rules of a desk no longer cover. */
async function unsettledAt(ctx: Context, desk: Desk): Promise<readonly BookingRow[]> {
  const rows = await ctx.sql.query<BookingRow>(
    `select ${bookingColumns} from booking.booking where bucket = $1 and desk_id = $2 and state = 'booked' and starts_at > $3
     order by starts_at, id`,
    [desk.bucket, desk.id, ctx.now()],
  );
  const rules = desk.active ? desk : { spans: [], closed: [] };
  const open = new Set(
    unsettledOf(
      rules,
      rows.map(({ id, starts_at, made_at, kept }) => ({
        id,
        startsAt: starts_at,
        madeAt: made_at,
        isKept: kept,
      })),
    ),
  );
  return rows.filter(({ id }) => open.has(id));
}

const pageSize = 60;

export const readUnsettledRoute = defineRoute({
  ...readUnsettled,
  allow: 'booking.desk',
  handle: async (ctx, { cursor }) => {
    const desks = await desksOf(ctx, facilityOf(ctx));
    const all = (await Promise.all(desks.map((desk) => unsettledAt(ctx, desk)))).flat();
    const ordered = all.toSorted(
      (a, b) => a.starts_at.getTime() - b.starts_at.getTime() || (a.id < b.id ? -1 : 1),
    );
    const place = (row: BookingRow): string =>
      `${String(row.starts_at.getTime()).padStart(15, '0')}_${row.id}`;
    const left = cursor === undefined ? ordered : ordered.filter((row) => place(row) > cursor);
    const shown = left.slice(0, pageSize);
    const last = shown.at(-1);
    return {
      lines: await deskLines(ctx, shown),
      ...(left.length > pageSize && last && { next: place(last) }),
    };
  },
});

interface DeskForm {
  readonly name: string;
  readonly services: readonly BookedService[];
  readonly spans: readonly SpanForm[];
  readonly closed: readonly string[];
  readonly active: boolean;
}

function refuseWrong({ spans }: DeskForm): void {
  if (areSpansWrong(spans)) throw new AppError('booking.rules-overlap');
}

const valuesOf = ({ name, services, spans, closed, active }: DeskForm): unknown[] => [
  name,
  [...new Set(services)],
  JSON.stringify(spans),
  JSON.stringify([...new Set(closed)].toSorted()),
  active,
];

export const makeDeskRoute = defineRoute({
  ...makeDesk,
  allow: 'booking.keep',
  handle: async (ctx, form) => {
    refuseWrong(form);
    const facilityId = facilityOf(ctx);
    const bucket = facilityBucket(facilityId);
    const id = newId(bucket, ctx.now());
    const facility = JSON.parse(
      (await asSen(ctx).record.read('Organization', facilityId)).text,
    ) as Organization;
    await ctx.sql.query(
      `insert into booking.desk (bucket, id, facility_id, name, services, spans, closed, active, changed_at,
         facility_name, facility_kind, address, province, commune, sort_name)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
      [bucket, id, facilityId, ...valuesOf(form), ctx.now(), ...factsOf(facility)],
    );
    return { desk: await viewOf(ctx, await readDesk(ctx, id)) };
  },
});

export const changeDeskRoute = defineRoute({
  ...changeDesk,
  allow: 'booking.keep',
  handle: async (ctx, { id, version, ...form }) => {
    refuseWrong(form);
    const before = await readDesk(ctx, id);
    if (before.facility_id !== facilityOf(ctx)) throw new AppError('record.not-found');
    const changed = await ctx.sql.query(
      `update booking.desk set name = $3, services = $4, spans = $5, closed = $6, active = $7, version = version + 1, changed_at = $8
       where bucket = $1 and id = $2 and version = $9 returning id`,
      [before.bucket, id, ...valuesOf(form), ctx.now(), version],
    );
    if (changed.length === 0) throw new AppError('booking.desk-changed');
    const desk = await readDesk(ctx, id);
    if (desk.active) await serveWaiting(ctx, desk);
    return { desk: await viewOf(ctx, desk) };
  },
});
