import { useInfiniteQuery } from '@tanstack/react-query';
import { useClient } from '#web/data/client-context.tsx';
import { listQuarantine, listSources, type QuarantineItem, type SourceSummary } from '../api.ts';

const pageSize = 50;

/** Lines put aside, page by page. */
export function useQuarantine(state: QuarantineItem['state'], door: QuarantineItem['door'] | '') {
  const client = useClient();
  return useInfiniteQuery({
    queryKey: ['quarantine', state, door],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      client.call(
        listQuarantine,
        {
          state,
          count: pageSize,
          ...(door !== '' && { door }),
          ...(pageParam !== undefined && { cursor: pageParam }),
        },
        { signal },
      ),
    getNextPageParam: ({ next }) => next,
    placeholderData: (before) => before,
  });
}

/** Sources received, page by page. */
export function useSources(state: SourceSummary['state'] | '', door: SourceSummary['door'] | '') {
  const client = useClient();
  return useInfiniteQuery({
    queryKey: ['sources', state, door],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      client.call(
        listSources,
        {
          count: pageSize,
          ...(state !== '' && { state }),
          ...(door !== '' && { door }),
          ...(pageParam !== undefined && { cursor: pageParam }),
        },
        { signal },
      ),
    getNextPageParam: ({ next }) => next,
    placeholderData: (before) => before,
  });
}
