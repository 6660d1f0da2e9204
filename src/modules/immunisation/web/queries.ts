import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useClient } from '#web/data/client-context.tsx';
import {
  addFridge,
  addReading,
  changeLot,
  listDue,
  listReactions,
  listStock,
  mendIncoming,
  mendOutgoing,
  noteReaction,
  readColdChain,
  readExchange,
  readForecast,
  receiveLot,
  recordHistory,
  recordShot,
  reportReaction,
} from '../api.ts';

const key = 'immunisation';

export function useForecast(id: string) {
  const client = useClient();
  return useQuery({
    queryKey: [key, 'forecast', id],
    queryFn: ({ signal }) => client.call(readForecast, { id }, { signal }),
  });
}

/** Who is due on a day, page by page. */
export function useDue(only: 'due' | 'late', on: string | undefined) {
  const client = useClient();
  return useInfiniteQuery({
    queryKey: [key, 'due', only, on],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      client.call(
        listDue,
        {
          only,
          count: 30,
          ...(on !== undefined && { on }),
          ...(pageParam !== undefined && { cursor: pageParam }),
        },
        { signal },
      ),
    getNextPageParam: ({ next }) => next,
    placeholderData: (before) => before,
  });
}

export function useStock(doseCode?: string) {
  const client = useClient();
  return useQuery({
    queryKey: [key, 'stock', doseCode],
    queryFn: ({ signal }) => client.call(listStock, doseCode === undefined ? {} : { doseCode }, { signal }),
  });
}

export function useColdChain() {
  const client = useClient();
  return useQuery({
    queryKey: [key, 'cold-chain'],
    queryFn: ({ signal }) => client.call(readColdChain, { days: 14 }, { signal }),
  });
}

export function useReactions(only: 'open' | 'all') {
  const client = useClient();
  return useInfiniteQuery({
    queryKey: [key, 'reactions', only],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      client.call(
        listReactions,
        { only, count: 30, ...(pageParam !== undefined && { cursor: pageParam }) },
        { signal },
      ),
    getNextPageParam: ({ next }) => next,
    placeholderData: (before) => before,
  });
}

export function useExchange() {
  const client = useClient();
  return useQuery({
    queryKey: [key, 'exchange'],
    queryFn: ({ signal }) => client.call(readExchange, {}, { signal }),
  });
}

function useChange<I, O>(change: (input: I) => Promise<O>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    // Also after a refusal: it mostly means that somebody else was quicker.
    onSettled: () => queries.invalidateQueries({ queryKey: [key] }),
  });
}

type Given<T> = T extends { readonly input: { parse: (value: unknown) => infer I } }
  ? Partial<I> & object
  : never;

/** A key of its own for each opening of a form, so that a doubled tap is one dose. */
export function useRecordShot(idempotencyKey: string) {
  const client = useClient();
  return useChange((shot: Given<typeof recordShot>) =>
    client.call(recordShot, shot as never, { idempotencyKey }),
  );
}
export function useRecordHistory() {
  const client = useClient();
  return useChange((given: Given<typeof recordHistory>) => client.call(recordHistory, given as never));
}
export function useReceiveLot() {
  const client = useClient();
  return useChange((lot: Given<typeof receiveLot>) => client.call(receiveLot, lot as never));
}
export function useChangeLot() {
  const client = useClient();
  return useChange((change: Given<typeof changeLot>) => client.call(changeLot, change as never));
}
export function useAddFridge() {
  const client = useClient();
  return useChange((name: string) => client.call(addFridge, { name }));
}
export function useAddReading() {
  const client = useClient();
  return useChange((reading: { id: string; celsius: number }) => client.call(addReading, reading));
}
export function useNoteReaction() {
  const client = useClient();
  return useChange((reaction: Given<typeof noteReaction>) => client.call(noteReaction, reaction as never));
}
export function useReportReaction() {
  const client = useClient();
  return useChange((id: string) => client.call(reportReaction, { id }));
}
export function useMendOutgoing() {
  const client = useClient();
  return useChange((mend: { id: string; act: 'again' | 'dismiss' }) => client.call(mendOutgoing, mend));
}
export function useMendIncoming() {
  const client = useClient();
  return useChange((mend: { id: string; act: 'take' | 'dismiss'; patientId?: string }) =>
    client.call(mendIncoming, mend),
  );
}
