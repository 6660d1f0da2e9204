import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Endpoint } from '#kernel/contract.ts';
import { readForecast } from '#modules/immunisation/api.ts';
import { useClient } from '#web/data/client-context.tsx';
import {
  arriveAtDoor,
  readBoard,
  readCode,
  readDays,
  readDeskDay,
  readDesks,
  readMine,
  readPeople,
  readPersonAtDesk,
  readPosition,
  readTimes,
  readUnsettled,
} from '../api.ts';

const key = 'booking';

/** Reads an endpoint of this module under one key, so that an act can ask all of them again. */
function useRead<I extends object, O>(
  endpoint: Endpoint<I, O>,
  input: I,
  options: { enabled?: boolean; everyMs?: number } = {},
) {
  const client = useClient();
  return useQuery({
    queryKey: [key, endpoint.path, input],
    queryFn: ({ signal }) => client.call(endpoint, input, { signal }),
    enabled: options.enabled ?? true,
    ...(options.everyMs !== undefined && { refetchInterval: options.everyMs }),
  });
}

const minuteMs = 60_000;

export const useMine = () => useRead(readMine, {}, { everyMs: minuteMs });
export const usePeople = () => useRead(readPeople, {});
export const useDays = (deskId: string | undefined) =>
  useRead(readDays, { deskId: deskId ?? '' }, { enabled: deskId !== undefined });
export const useTimes = (deskId: string | undefined, day: string | undefined) =>
  useRead(
    readTimes,
    { deskId: deskId ?? '', day: day ?? '' },
    { enabled: deskId !== undefined && day !== undefined },
  );
export const useCode = (id: string) => useRead(readCode, { id });
export const useDeskDay = (day: string | undefined, cursor: string | undefined) =>
  useRead(
    readDeskDay,
    { ...(day !== undefined && { day }), ...(cursor !== undefined && { cursor }) },
    { everyMs: minuteMs / 3 },
  );
export const usePersonAtDesk = (personId: string) => useRead(readPersonAtDesk, { personId });
export const useDesks = () => useRead(readDesks, {});
export const useUnsettled = (cursor: string | undefined) =>
  useRead(readUnsettled, cursor === undefined ? {} : { cursor });

/** What is due to a child by the schedule of vaccinations. */
export function useForecast(personId: string) {
  const client = useClient();
  return useQuery({
    queryKey: [key, 'forecast', personId],
    queryFn: ({ signal }) => client.call(readForecast, { id: personId }, { signal }),
    retry: false,
  });
}

/** An act of this module; whatever came of it, what the pages show is asked again. The same press sent twice is one. */
export function useAct<I extends object, O>(endpoint: Endpoint<I, O>) {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (input: I) => client.call(endpoint, input, { idempotencyKey: crypto.randomUUID() }),
    onSettled: () => queries.invalidateQueries({ queryKey: [key] }),
  });
}

export const useArrive = () => useAct(arriveAtDoor);

/** How long one question waits at the server, in seconds; behind it the next begins. */
const waitSeconds = 25;

/** What a waiting question says: how long it may wait, and what the page knows. */
interface Wish {
  readonly wait: number;
  readonly known: string;
}

/** An answer that is asked again as soon as it is there, each question waiting at the server for news. Only while the page is in sight. */
function useWaiting<O extends { readonly stamp: string }>(
  what: readonly string[],
  ask: (wish: Wish, signal: AbortSignal) => Promise<O>,
) {
  const queries = useQueryClient();
  const queryKey = [key, ...what];
  return useQuery<O>({
    queryKey,
    queryFn: async ({ signal }) => {
      const before = queries.getQueryData<O>(queryKey);
      const began = Date.now();
      const wait = before === undefined ? 0 : waitSeconds;
      const answer = await ask({ wait, known: before?.stamp ?? '' }, signal);
      // A server with too many who wait answers at once; then the page rests.
      const isNews = answer.stamp !== before?.stamp;
      if (!isNews && Date.now() - began < 1000) await new Promise((resolve) => setTimeout(resolve, 5000));
      return answer;
    },
    refetchInterval: 500,
    refetchIntervalInBackground: false,
  });
}

export function usePosition(id: string) {
  const client = useClient();
  return useWaiting(['position', id], (wish, signal) =>
    client.call(readPosition, { id, ...wish }, { signal }),
  );
}

export function useBoard() {
  const client = useClient();
  return useWaiting(['board'], (wish, signal) => client.call(readBoard, wish, { signal }));
}
