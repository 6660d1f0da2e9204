import { useRef } from 'react';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { useClient } from '#web/data/client-context.tsx';
import { useDevice } from '#web/offline/device-context.tsx';
import { useShell } from '#web/shell/shell-context.tsx';
import { arrive, movePlace, readDay, type DayLine, type DayView } from '../../api.ts';
import { joinDays, viewOfDay } from '../../domain/day/day-lines.ts';
import type { PlaceState } from '../../domain/day/place.ts';
import { arriveHere, linesHere, moveHere } from './held-day.ts';
import { useSource } from './use-either.ts';

const key = ['commune-station', 'day'] as const;
/** The queue is looked at again by itself. */
const lookAgainMs = 15_000;

/** Who waits, who is expected, who stayed away: as this device knows it and as the centre told last. */
export function useDay() {
  const client = useClient();
  const device = useDevice();
  const { me } = useShell();
  const source = useSource();
  const told = useRef<DayView>(undefined);
  const station = me.facility;
  return useQuery({
    queryKey: [...key, source, device.status().pending.length],
    networkMode: 'always',
    placeholderData: keepPreviousData,
    refetchInterval: lookAgainMs,
    queryFn: async ({ signal }): Promise<DayView> => {
      if (device.status().mode === 'online') return client.call(readDay, {}, { signal });
      const isThere = device.status().network === 'there';
      const asked = isThere ? await client.call(readDay, {}, { signal }).catch(() => undefined) : undefined;
      told.current = asked ?? told.current;
      const day = dayInVietnam(device.now());
      const own = station === undefined ? [] : await linesHere(device, station.id, day);
      const centre = told.current?.day === day ? linesOf(told.current) : [];
      const lines = joinDays(own, centre, unsentOf(device.status().pending), asked !== undefined);
      return viewOfDay(station?.name ?? told.current?.station ?? '', day, lines);
    },
  });
}

const linesOf = ({ here, expected, late }: DayView): DayLine[] => [...here, ...expected, ...late];

function unsentOf(pending: readonly { readonly names: readonly string[] }[]): ReadonlySet<string> {
  return new Set(
    pending
      .flatMap(({ names }) => names)
      .filter((name) => name.startsWith('Appointment/'))
      .map((name) => name.slice('Appointment/'.length)),
  );
}

type Work =
  | { readonly kind: 'arrive'; readonly personId: string; readonly appointmentId?: string }
  | { readonly kind: 'move'; readonly id: string; readonly state: PlaceState };

/** What can be done to the queue; the day is read again after it. */
export function useQueueWork() {
  const client = useClient();
  const device = useDevice();
  const { me } = useShell();
  const queries = useQueryClient();
  return useMutation({
    networkMode: 'always',
    mutationFn: async (work: Work): Promise<void> => {
      const stationId = me.facility?.id;
      if (device.status().mode === 'device' && stationId !== undefined) {
        if (work.kind === 'arrive') return arriveHere(device, stationId, work.personId);
        const isHeld = (await device.read('Appointment', work.id)) !== undefined;
        if (isHeld) return moveHere(device, work.id, work.state);
      }
      if (work.kind === 'move') await client.call(movePlace, { id: work.id, state: work.state });
      else {
        const { kind: _kind, ...who } = work;
        await client.call(arrive, { ...who, urgent: false });
      }
    },
    onSettled: () => queries.invalidateQueries({ queryKey: key }),
  });
}
