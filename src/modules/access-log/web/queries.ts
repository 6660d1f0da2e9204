import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useClient } from '#web/data/client-context.tsx';
import {
  acknowledgeReview,
  complain,
  decideReview,
  exportLeak,
  findLeak,
  listReviews,
  readOwnLooks,
  type LeakQuestion,
} from '../api.ts';

const key = 'access-log';

/** Looks into the own record, page by page. */
export function useOwnLooks() {
  const client = useClient();
  return useInfiniteQuery({
    queryKey: [key, 'mine'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      client.call(readOwnLooks, pageParam === undefined ? {} : { cursor: pageParam }, { signal }),
    getNextPageParam: (last) => last.next,
  });
}

export function useComplain(lineId: string, done: () => void) {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (words: string) => client.call(complain, { lineId, words }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: [key] });
      done();
    },
  });
}

export function useReviews(state: 'open' | 'decided') {
  const client = useClient();
  return useQuery({
    queryKey: [key, 'reviews', state],
    queryFn: ({ signal }) => client.call(listReviews, { state }, { signal }),
  });
}

export function useAcknowledge(id: string) {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => client.call(acknowledgeReview, { id }),
    onSuccess: () => queries.invalidateQueries({ queryKey: [key] }),
  });
}

export interface Decision {
  readonly outcome: 'confirmed' | 'explained' | 'closed';
  readonly reason: string;
}

export function useDecide(id: string) {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (decision: Decision) => client.call(decideReview, { id, ...decision }),
    onSuccess: () => queries.invalidateQueries({ queryKey: [key] }),
  });
}

export function useLeak() {
  const client = useClient();
  return useMutation({ mutationFn: (question: LeakQuestion) => client.call(findLeak, question) });
}

/** The list as CSV, given to `save`. */
export function useLeakTable(save: (csv: string) => void) {
  const client = useClient();
  return useMutation({
    mutationFn: async (question: LeakQuestion) => (await client.call(exportLeak, question)).table,
    onSuccess: save,
  });
}
