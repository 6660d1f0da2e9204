import type { Module } from '#platform/module/define-module.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { hearPlaces } from '../queue/follow-places.ts';

type Follow = NonNullable<Module<string>['follow']>;
type Resource = Readonly<Record<string, unknown>>;

/**
 * Hears of what changes a month's figures and notes whose month it is; a job counts it a moment later. Rows are only added here, so that
 * writes of one station never wait for each other.
 */
export const followVisits: Follow = {
  types: ['Encounter', 'Immunization', 'EpisodeOfCare', 'Communication', 'Appointment'],
  async hear(sql, written, now, seal) {
    await hearPlaces(sql, written, now, seal);
    const touched = new Set<string>();
    for (const { resourceType, resource } of written) {
      if (resourceType === 'Appointment') continue;
      const station = resource === undefined ? undefined : stationOf(resource as Resource);
      const month = resource === undefined ? undefined : monthOf(resource as Resource);
      if (station !== undefined && month !== undefined) touched.add(`${month} ${station}`);
    }
    if (touched.size === 0) return;
    const list = [...touched];
    await sql.query(
      `insert into commune_station.touched (station_id, period, at)
       select t.station_id, t.period, $3 from unnest($1::text[], $2::text[]) as t (station_id, period)
       join commune_station.station s on s.id = t.station_id`,
      [list.map((one) => one.slice(8)), list.map((one) => one.slice(0, 7)), now],
    );
  },
};

type Reference = { readonly reference?: string } | undefined;

function stationOf(resource: Resource): string | undefined {
  const { serviceProvider, managingOrganization, sender, performer } = resource as {
    serviceProvider?: Reference;
    managingOrganization?: Reference;
    sender?: Reference;
    performer?: readonly { readonly actor?: Reference }[];
  };
  const names = [
    serviceProvider,
    managingOrganization,
    sender,
    ...(performer ?? []).map(({ actor }) => actor),
  ];
  return names
    .map((one) => one?.reference)
    .find((name) => name?.startsWith('Organization/'))
    ?.slice(13);
}

function monthOf(resource: Resource): string | undefined {
  const { period, occurrenceDateTime, sent } = resource as {
    period?: { readonly start?: string };
    occurrenceDateTime?: string;
    sent?: string;
  };
  const at = period?.start ?? occurrenceDateTime ?? sent;
  if (at === undefined || at.length < 10) return undefined;
  const time = new Date(at);
  return Number.isNaN(time.getTime()) ? undefined : dayInVietnam(time).slice(0, 7);
}
