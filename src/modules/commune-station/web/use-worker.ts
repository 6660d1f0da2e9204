import { useCallback } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useClient } from '#web/data/client-context.tsx';
import { movePlace, readDay, readWorker } from '../api.ts';

const place = 'sen.station.worker';

/** As whom visits are written: asked once, then known on this device also without a network. */
export function useWorker(): { readonly practitionerId?: string | undefined } | undefined {
  const client = useClient();
  const query = useQuery({
    queryKey: ['commune-station', 'worker'],
    staleTime: Infinity,
    networkMode: 'always',
    queryFn: async () => {
      try {
        const worker = await client.call(readWorker, {});
        localStorage.setItem(place, JSON.stringify(worker));
        return worker;
      } catch (error) {
        const kept = localStorage.getItem(place);
        if (kept === null) throw error;
        return JSON.parse(kept) as { practitionerId?: string };
      }
    },
  });
  return query.data;
}

/** Marks somebody's place in the queue done after her visit was saved; nothing where she has none, or where the queue cannot be reached. */
export function useFinishPlace(): (personId: string) => Promise<void> {
  const client = useClient();
  const queries = useQueryClient();
  return useCallback(
    async (personId) => {
      try {
        const { here } = await client.call(readDay, {});
        const mine = here.find(
          ({ person, state }) => person?.id === personId && (state === 'waiting' || state === 'inside'),
        );
        if (mine !== undefined) await client.call(movePlace, { id: mine.id, state: 'done' });
      } catch {
        // The visit is safe; the queue is put right at the next look.
      }
      await queries.invalidateQueries({ queryKey: ['commune-station', 'day'] });
    },
    [client, queries],
  );
}
