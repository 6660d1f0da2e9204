import type { Communication, Organization, Practitioner, PractitionerRole } from '@medplum/fhirtypes';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { Context } from '#platform/context.ts';
import type { HeldReference } from '#platform/module/define-module.ts';
import type { HeldStation } from '../domain/books/held-station.ts';
import { closingColumns, viewOf, type ClosingRow } from './closings.ts';
import { insideRecord, ownStation } from './stations.ts';

/** Months back whose talks and closings a device knows. */
const monthsKept = 13;
const mostRows = 500;

/** What a device needs of its station besides the people: who works there, talks to groups, and how months were closed. */
export const heldStation: HeldReference = {
  name: 'commune-station',
  allow: 'commune-station.day',
  read: async (ctx): Promise<HeldStation> => {
    const station = await ownStation(ctx);
    const inside = insideRecord(ctx);
    const { practitionerId } = ctx.actor;
    const organization = JSON.parse(
      (await inside.record.read('Organization', station.id)).text,
    ) as Organization;
    const code = organization.identifier?.find(({ system }) => system === identifierSystem.facility)?.value;
    const roles = await readAll<PractitionerRole>(
      inside,
      'PractitionerRole',
      `organization=Organization/${station.id}`,
    );
    const ids = roles.flatMap(({ practitioner }) => practitioner?.reference?.split('/')[1] ?? []);
    const workers =
      ids.length === 0
        ? []
        : await readAll<Practitioner>(inside, 'Practitioner', `_id=${[...new Set(ids)].join(',')}`);
    const now = ctx.now();
    const since = dayInVietnam(new Date(now.getTime() - monthsKept * 31 * 86_400_000));
    const talks = await readAll<Communication>(
      inside,
      'Communication',
      `sender=Organization/${station.id}&sent=ge${since}`,
    );
    const closings = await ctx.sql.query<ClosingRow>(
      `select ${closingColumns} from commune_station.closing where owner_id = $1 and period >= $2 order by period, version desc`,
      [station.id, since.slice(0, 7)],
    );
    return {
      stationId: station.id,
      station: station.name,
      ...(code !== undefined && { code }),
      ...(practitionerId !== undefined && { practitionerId }),
      workers: workers.map(({ id, name }) => ({ id: id!, name: name?.[0]?.text ?? '' })),
      resources: [...roles, ...talks],
      closings: closings.map(viewOf),
    };
  },
};

async function readAll<R>(ctx: Context, type: string, query: string): Promise<R[]> {
  const page = await ctx.record.search(type, `${query}&_count=${mostRows}`);
  return page.matches.map(({ id, text }) => ({ ...(JSON.parse(text) as R), id }));
}
