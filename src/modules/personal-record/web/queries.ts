import { useInfiniteQuery } from '@tanstack/react-query';
import { useClient, useEndpoint } from '#web/data/client-context.tsx';
import { useLanguage } from '#web/text/text-context.tsx';
import { openEntry, readBanner, readSummary, readTimeline, readTrends, type EntryKind } from '../api.ts';

/** What the reader looks for in the timeline. */
export interface TimelineFilter {
  readonly kinds: readonly EntryKind[];
  readonly year: string;
  readonly words: string;
}

export const useSummary = (patientId: string) => useEndpoint(readSummary, { patientId });
export const useBanner = (patientId: string) => useEndpoint(readBanner, { patientId });
export const useTrends = (patientId: string) => useEndpoint(readTrends, { patientId });

/** One line opened. */
export function useOpenedEntry(patientId: string, reference: string) {
  const [type = '', id = ''] = reference.split('/');
  return useEndpoint(openEntry, { patientId, type, id });
}

/** The timeline page by page; the pages already read stay in sight while a new question is on its way. */
export function useTimeline(patientId: string, filter: TimelineFilter) {
  const client = useClient();
  const language = useLanguage();
  const { kinds, year, words } = filter;
  return useInfiniteQuery({
    queryKey: ['timeline', patientId, kinds, year, words, language],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      client.call(
        readTimeline,
        {
          patientId,
          limit: 100,
          ...(kinds.length > 0 && { kinds: [...kinds] }),
          ...(year !== '' && { year }),
          ...(words !== '' && { words }),
          ...(pageParam !== undefined && { cursor: pageParam }),
        },
        { signal },
      ),
    getNextPageParam: ({ next }) => next,
    placeholderData: (before) => before,
  });
}
