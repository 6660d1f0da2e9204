import { useQuery } from '@tanstack/react-query';
import type { Appointment, Encounter, EpisodeOfCare, Patient } from '@medplum/fhirtypes';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { useClient } from '#web/data/client-context.tsx';
import { useDevice } from '#web/offline/device-context.tsx';
import type { Device } from '#web/offline/device.ts';
import { useShell } from '#web/shell/shell-context.tsx';
import { readHomeVisits, readHousehold, type HomeStop, type HouseholdView } from '../../api.ts';
import { hamletOf, orderRoute } from '../../domain/homes/order-route.ts';
import { homeMates } from '../../domain/homes/home-mates.ts';
import { linesHere } from './held-day.ts';
import { useEither, useSource } from './use-either.ts';

const mostStops = 60;

/** Whom to visit at home, in the order of the way. */
export function useHomeVisits() {
  const client = useClient();
  const device = useDevice();
  const { me } = useShell();
  const source = useSource();
  const either = useEither();
  return useQuery({
    queryKey: ['commune-station', 'home-visits', source],
    networkMode: 'always',
    queryFn: ({ signal }) =>
      either(
        source,
        () => client.call(readHomeVisits, {}, { signal }),
        () => stopsHere(device, me.facility?.id ?? ''),
      ),
  });
}

async function stopsHere(device: Device, stationId: string): Promise<{ stops: HomeStop[]; more: boolean }> {
  const day = dayInVietnam(device.now());
  const late = (await linesHere(device, stationId, day)).filter(({ state }) => state === 'late');
  const people = await device.people([...new Set(late.flatMap(({ person }) => person?.id ?? []))]);
  const phones = new Map(people.map(({ id, phone }) => [id, phone]));
  const stops = late.flatMap(({ person, dueOn, why }): HomeStop[] => {
    if (person === undefined || dueOn === undefined) return [];
    const { id, name, birthDate, place = '' } = person;
    const phone = phones.get(id);
    return [
      {
        personId: id,
        name,
        ...(birthDate !== undefined && { birthDate }),
        address: place,
        hamlet: hamletOf(place),
        why: why ?? '',
        dueOn,
        ...(phone !== undefined && { phone }),
      },
    ];
  });
  return { stops: orderRoute(stops).slice(0, mostStops), more: stops.length > mostStops };
}

/** The people of one home. */
export function useHousehold(personId: string) {
  const client = useClient();
  const device = useDevice();
  const source = useSource();
  const either = useEither();
  return useQuery({
    queryKey: ['commune-station', 'household', personId, source],
    networkMode: 'always',
    queryFn: ({ signal }) =>
      either(
        source,
        () => client.call(readHousehold, { personId }, { signal }),
        () => homeHere(device, personId),
      ),
  });
}

async function homeHere(device: Device, personId: string): Promise<HouseholdView> {
  const asked = await device.read<Patient>('Patient', personId);
  const mates = asked === undefined ? [] : homeMates(asked, await device.all<Patient>('Patient'));
  const people = asked === undefined ? [] : [asked, ...mates];
  const address = asked?.address?.find(({ use }) => use !== 'old')?.text;
  return {
    ...(address !== undefined && { address }),
    members: await Promise.all(people.map((person) => memberHere(device, person))),
    unseen: 0,
  };
}

async function memberHere(device: Device, person: Patient): Promise<HouseholdView['members'][number]> {
  const id = person.id!;
  const today = dayInVietnam(device.now());
  const facts = await device.about(id, ['Encounter', 'Appointment', 'EpisodeOfCare']);
  const dayOf = (moment: string | undefined): string[] =>
    moment === undefined ? [] : [dayInVietnam(new Date(moment))];
  const visits = facts.filter((one): one is Encounter => one.resourceType === 'Encounter');
  const awaited = facts.filter(
    (one): one is Appointment => one.resourceType === 'Appointment' && one.status === 'booked',
  );
  const episodes = facts.filter(
    (one): one is EpisodeOfCare => one.resourceType === 'EpisodeOfCare' && one.status === 'active',
  );
  const last = visits
    .flatMap(({ period }) => dayOf(period?.start))
    .toSorted()
    .at(-1);
  const next = awaited
    .flatMap(({ start }) => dayOf(start))
    .filter((day) => day >= today)
    .toSorted()[0];
  const { birthDate, gender, name } = person;
  return {
    id,
    name: name?.[0]?.text ?? '',
    ...(birthDate !== undefined && { birthDate }),
    ...(gender !== undefined && { gender }),
    ...(last !== undefined && { lastVisit: last }),
    ...(next !== undefined && { nextVisit: next }),
    programmes: episodes.flatMap(({ type }) => type?.[0]?.text ?? []),
  };
}
