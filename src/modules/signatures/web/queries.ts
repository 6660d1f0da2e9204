import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useClient } from '#web/data/client-context.tsx';
import { readProblem } from '#web/data/problem.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import {
  findWorkers,
  issue,
  listCertificates,
  listWaiting,
  readMine,
  readOrder,
  revoke,
  sign,
  verification,
  verifyCode,
  type Verification,
  type WaitingItem,
} from '../api.ts';

const key = 'signatures';
/** How often an order that is under way is looked at. */
const lookAgainMs = 700;

export function useMine() {
  const client = useClient();
  return useQuery({
    queryKey: [key, 'mine'],
    queryFn: ({ signal }) => client.call(readMine, {}, { signal }),
  });
}

/** What waits, page by page as the server gives it. */
export function useWaiting() {
  const client = useClient();
  return useInfiniteQuery({
    queryKey: [key, 'waiting'],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      client.call(listWaiting, pageParam === '' ? {} : { cursor: pageParam }, { signal }),
    getNextPageParam: ({ next }) => next,
  });
}

/** Signs, with one confirmation. Each press has a key of its own, so that a line that breaks signs nothing twice. */
export function useSign() {
  const client = useClient();
  return useMutation({
    mutationFn: (items: readonly WaitingItem[]) =>
      client.call(
        sign,
        { records: items.map(({ type, id }) => ({ type, id })) },
        { idempotencyKey: crypto.randomUUID() },
      ),
  });
}

/** How far an order is; looks again until it is done, then the list is read anew. */
export function useOrder(orderId: string | undefined) {
  const client = useClient();
  const queries = useQueryClient();
  return useQuery({
    queryKey: [key, 'order', orderId],
    enabled: orderId !== undefined,
    queryFn: async ({ signal }) => {
      const order = await client.call(readOrder, { orderId: orderId ?? '' }, { signal });
      if (order.finishedAt !== undefined) void queries.invalidateQueries({ queryKey: [key, 'waiting'] });
      return order;
    },
    refetchInterval: ({ state }) => (state.data?.finishedAt === undefined ? lookAgainMs : false),
  });
}

/** Judges a file, or a document of Sen by its code. The file goes as it is and is not kept. */
export function useVerify() {
  const client = useClient();
  const language = useLanguage();
  return useMutation({
    mutationFn: async (what: File | string): Promise<Verification> => {
      if (typeof what === 'string') return client.call(verifyCode, { code: what });
      const answer = await fetch('/api/signatures/verify', {
        method: 'POST',
        headers: { 'Content-Type': 'application/octet-stream', 'Accept-Language': language },
        body: what,
      });
      const body: unknown = await answer.json().catch(() => undefined);
      if (!answer.ok) throw readProblem(answer.status, body, language, undefined);
      return verification.parse(body);
    },
  });
}

export function useCertificates() {
  const client = useClient();
  return useInfiniteQuery({
    queryKey: [key, 'certificates'],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      client.call(listCertificates, pageParam === '' ? {} : { cursor: pageParam }, { signal }),
    getNextPageParam: ({ next }) => next,
  });
}

export function useFindWorkers() {
  const client = useClient();
  return useMutation({
    mutationFn: (wanted: { name: string; facility: string }) => client.call(findWorkers, wanted),
  });
}

export function useIssue() {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (wanted: { practitionerId: string; facilityId: string }) => client.call(issue, wanted),
    onSuccess: () => queries.invalidateQueries({ queryKey: [key, 'certificates'] }),
  });
}

export function useRevoke() {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (what: { serial: string; reason: string }) => client.call(revoke, what),
    onSuccess: () => queries.invalidateQueries({ queryKey: [key, 'certificates'] }),
  });
}
