import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useClient } from '#web/data/client-context.tsx';
import { saveFile } from '#web/data/save-file.ts';
import {
  askForData,
  decideRequest,
  endRequest,
  listRequests,
  traceKey,
  type NewRequest,
  type RequestSummary,
} from '../api.ts';

const key = 'data-requests';
/** While one is being prepared the list looks again by itself. */
const lookAgainMs = 3000;

/** Requests, newest first, page by page. */
export function useRequests() {
  const client = useClient();
  return useInfiniteQuery({
    queryKey: [key],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      client.call(
        listRequests,
        { count: 20, ...(pageParam !== undefined && { cursor: pageParam }) },
        { signal },
      ),
    getNextPageParam: ({ next }) => next,
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ requests }) => requests.some((one) => one.state === 'preparing')) === true
        ? lookAgainMs
        : false,
  });
}

function useChange<I>(change: (input: I) => Promise<unknown>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => queries.invalidateQueries({ queryKey: [key] }),
  });
}

/** Sends a new request; the same form sent twice is one request. */
export function useAsk(idempotencyKey: string) {
  const client = useClient();
  return useChange((input: NewRequest) => client.call(askForData, input, { idempotencyKey }));
}

/** Agrees to a request or refuses it. */
export function useDecide(id: string) {
  const client = useClient();
  return useChange((decision: { desk: 'owner' | 'protection'; agrees: boolean; words: string }) =>
    client.call(decideRequest, { id, ...decision }),
  );
}

/** Takes a request back or ends it. */
export function useEnd(id: string) {
  const client = useClient();
  return useChange(() => client.call(endRequest, { id }));
}

/** Takes one copy of a table. */
export function useDownload({ id, number }: RequestSummary) {
  const client = useClient();
  return useChange(async (table: string) =>
    saveFile(
      await client.file(`/api/data-requests/${id}/tables/${table}`, 'POST'),
      `sen-${number}-${table}.csv`,
    ),
  );
}

/** Asks whose copy a key came from. */
export function useTrace() {
  const client = useClient();
  return useMutation({ mutationFn: (found: string) => client.call(traceKey, { key: found }) });
}
