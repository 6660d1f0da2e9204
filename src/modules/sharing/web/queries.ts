import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useClient } from '#web/data/client-context.tsx';
import { endLink, listLinks, makeLink, makeVaccinationCard, openShared, type LinkWish } from '../api.ts';

const linksKey = ['sharing', 'links'];

/** The own links, newest first, a page at a time; looked at again while the page is open, so that an opening is seen. */
export function useLinks() {
  const client = useClient();
  return useInfiniteQuery({
    queryKey: linksKey,
    queryFn: ({ pageParam, signal }) =>
      client.call(listLinks, pageParam === undefined ? {} : { cursor: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
    refetchInterval: 20_000,
    refetchOnWindowFocus: 'always',
  });
}

/** Makes a link. No Idempotency-Key: its answer bears the key and is kept nowhere. */
export function useMakeLink() {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (wish: LinkWish) => client.call(makeLink, wish),
    gcTime: 0,
    onSuccess: () => queries.invalidateQueries({ queryKey: linksKey }),
  });
}

/** Ends a link. */
export function useEndLink() {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => client.call(endLink, { id }),
    onSuccess: () => queries.invalidateQueries({ queryKey: linksKey }),
  });
}

/** Asks for what lies behind a link. */
export function useOpenShared() {
  const client = useClient();
  return useMutation({
    mutationFn: (input: { secret: string; recipient: string; passcode?: string }) =>
      client.call(openShared, input),
    gcTime: 0,
  });
}

/** Signs the own vaccinations. */
export function useVaccinationCard() {
  const client = useClient();
  return useMutation({ mutationFn: () => client.call(makeVaccinationCard, {}), gcTime: 0 });
}
