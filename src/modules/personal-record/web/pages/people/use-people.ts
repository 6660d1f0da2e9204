import { useInfiniteQuery } from '@tanstack/react-query';
import { useClient } from '#web/data/client-context.tsx';
import { findPeople } from '../../../api.ts';

/** People found by what a doctor typed. */
export function usePeople(q: string, birthYear: string) {
  const client = useClient();
  const typed = q.trim();
  return useInfiniteQuery({
    queryKey: ['people', typed, birthYear],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      client.call(
        findPeople,
        {
          q: typed,
          ...(/^\d{4}$/.test(birthYear) && { birthYear }),
          ...(pageParam !== undefined && { cursor: pageParam }),
        },
        { signal },
      ),
    getNextPageParam: ({ next }) => next,
    enabled: typed.length >= 2,
    placeholderData: (before) => before,
  });
}
