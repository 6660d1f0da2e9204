import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useClient } from '#web/data/client-context.tsx';
import { findCodesEndpoint, listSystemsEndpoint, openCodeEndpoint } from '../api.ts';

/** A list by its address and version. */
export interface ChosenList {
  readonly url: string;
  readonly version?: string | undefined;
}

const listed = ({ url, version }: ChosenList) => ({ system: url, ...(version !== undefined && { version }) });

/** All lists; they change hardly ever. */
export function useLists() {
  const client = useClient();
  return useQuery({
    queryKey: ['code-lists'],
    queryFn: ({ signal }) => client.call(listSystemsEndpoint, {}, { signal }),
    staleTime: 300_000,
  });
}

/** Codes of one list that have all words, page by page. */
export function useCodes(list: ChosenList | undefined, words: string) {
  const client = useClient();
  return useInfiniteQuery({
    queryKey: ['codes', list?.url, list?.version, words],
    enabled: list !== undefined,
    initialPageParam: 0,
    queryFn: ({ pageParam, signal }) =>
      client.call(findCodesEndpoint, { ...listed(list!), words, offset: pageParam }, { signal }),
    getNextPageParam: ({ total }, pages) => {
      const shown = pages.reduce((sum, page) => sum + page.codes.length, 0);
      return shown < total ? shown : undefined;
    },
    placeholderData: (before) => before,
  });
}

/** One code with its surroundings. */
export function useCode(list: ChosenList | undefined, code: string | undefined) {
  const client = useClient();
  return useQuery({
    queryKey: ['code', list?.url, list?.version, code],
    enabled: list !== undefined && code !== undefined,
    queryFn: ({ signal }) => client.call(openCodeEndpoint, { ...listed(list!), code: code! }, { signal }),
  });
}
