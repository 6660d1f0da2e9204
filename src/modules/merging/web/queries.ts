import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Endpoint } from '#kernel/contract.ts';
import { useClient } from '#web/data/client-context.tsx';
import {
  addPair,
  agreePair,
  answerObjection,
  decidePair,
  listMerges,
  listPairs,
  object,
  partRecords,
  readMerge,
  readOverlay,
  readOwnMerges,
  readPair,
  settleLine,
  splitRecord,
  type PairLine,
} from '../api.ts';

const key = 'merging';

export function usePairs(state: PairLine['state']) {
  const client = useClient();
  return useInfiniteQuery({
    queryKey: [key, 'pairs', state],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      client.call(listPairs, { state, ...(pageParam !== undefined && { cursor: pageParam }) }, { signal }),
    getNextPageParam: ({ next }) => next,
  });
}

export function usePair(id: string) {
  const client = useClient();
  return useQuery({
    queryKey: [key, 'pair', id],
    queryFn: ({ signal }) => client.call(readPair, { id }, { signal }),
  });
}

export function useMerges(open: boolean) {
  const client = useClient();
  return useInfiniteQuery({
    queryKey: [key, 'merges', open],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      client.call(
        listMerges,
        { ...(open && { open: 'true' as const }), ...(pageParam !== undefined && { cursor: pageParam }) },
        { signal },
      ),
    getNextPageParam: ({ next }) => next,
  });
}

export function useMerge(id: string) {
  const client = useClient();
  return useQuery({
    queryKey: [key, 'merge', id],
    queryFn: ({ signal }) => client.call(readMerge, { id }, { signal }),
  });
}

export function useOwnMerges() {
  const client = useClient();
  return useQuery({
    queryKey: [key, 'own'],
    queryFn: ({ signal }) => client.call(readOwnMerges, {}, { signal }),
  });
}

/** Something that changes what the lists show. */
function useChange<I extends object, O>(endpoint: Endpoint<I, O>) {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (input: I) => client.call(endpoint, input),
    onSuccess: () => queries.invalidateQueries({ queryKey: [key] }),
  });
}

export const useAddPair = () => useChange(addPair);
export const useDecide = () => useChange(decidePair);
export const useAgree = () => useChange(agreePair);
export const usePart = () => useChange(partRecords);
export const useSettle = () => useChange(settleLine);
export const useAnswer = () => useChange(answerObjection);
export const useSplit = () => useChange(splitRecord);
export const useObject = () => useChange(object);

/** Opens a record line by line; nothing of it stays in the memory of the page. */
export function useOverlay() {
  const client = useClient();
  return useMutation({ mutationFn: (person: string) => client.call(readOverlay, { person }) });
}
