import { useQuery } from '@tanstack/react-query';
import { useClient } from '#web/data/client-context.tsx';
import { useDevice } from '#web/offline/device-context.tsx';
import { useShell } from '#web/shell/shell-context.tsx';
import { readWorker } from '../../api.ts';
import type { HeldStation } from '../../domain/books/held-station.ts';

/** What the device holds of the station; asked of the centre where nothing came yet. */
export function useStation() {
  const device = useDevice();
  const client = useClient();
  const { me } = useShell();
  return useQuery({
    queryKey: ['commune-station', 'station', me.facility?.id],
    staleTime: 60_000,
    networkMode: 'always',
    queryFn: async (): Promise<HeldStation> => {
      const held = await device.reference<HeldStation>('commune-station');
      if (held !== undefined) return held;
      const nothing = { workers: [], resources: [], closings: [] };
      try {
        const { practitionerId, ...station } = await client.call(readWorker, {});
        return { ...nothing, ...station, ...(practitionerId !== undefined && { practitionerId }) };
      } catch (error) {
        if (me.facility === undefined) throw error;
        return { ...nothing, stationId: me.facility.id, station: me.facility.name };
      }
    },
  });
}
