import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useClient } from '#web/data/client-context.tsx';
import {
  arrive,
  closePeriod,
  decideClosing,
  movePlace,
  readBook,
  readDay,
  readDesk,
  readFigure,
  readReports,
  sendProvince,
} from '../api.ts';

const key = 'commune-station';
/** The queue is looked at again by itself. */
const lookAgainMs = 15_000;

export function useDay() {
  const client = useClient();
  return useQuery({
    queryKey: [key, 'day'],
    queryFn: ({ signal }) => client.call(readDay, {}, { signal }),
    refetchInterval: lookAgainMs,
  });
}

/** What can be done to the queue; the day is read again after it. */
export function useQueueWork() {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (
      work:
        | { kind: 'arrive'; personId: string; appointmentId?: string }
        | { kind: 'move'; id: string; state: 'waiting' | 'inside' | 'done' | 'left' },
    ) => {
      if (work.kind === 'move') return client.call(movePlace, { id: work.id, state: work.state });
      const { kind: _kind, ...who } = work;
      return client.call(arrive, { ...who, urgent: false });
    },
    onSettled: () => queries.invalidateQueries({ queryKey: [key, 'day'] }),
  });
}

/** A book, page by page. */
export function useBook(code: string, period: string) {
  const client = useClient();
  return useInfiniteQuery({
    queryKey: [key, 'book', code, period],
    initialPageParam: 0,
    queryFn: ({ pageParam, signal }) => client.call(readBook, { code, period, from: pageParam }, { signal }),
    getNextPageParam: ({ next }) => next,
  });
}

/** The lines behind a figure, page by page. */
export function useFigureLines(figure: string, period: string) {
  const client = useClient();
  return useInfiniteQuery({
    queryKey: [key, 'figure', figure, period],
    initialPageParam: 0,
    queryFn: ({ pageParam, signal }) =>
      client.call(readFigure, { figure, period, from: pageParam }, { signal }),
    getNextPageParam: ({ next }) => next,
  });
}

export function useReports(period: string) {
  const client = useClient();
  return useQuery({
    queryKey: [key, 'reports', period],
    queryFn: ({ signal }) => client.call(readReports, { period }, { signal }),
  });
}

export function useDesk(period: string) {
  const client = useClient();
  return useQuery({
    queryKey: [key, 'desk', period],
    queryFn: ({ signal }) => client.call(readDesk, { period }, { signal }),
  });
}

/** Closing at a station, deciding and sending at an office. */
export function useReportWork() {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (
      work:
        | { kind: 'close'; period: string }
        | { kind: 'send'; period: string }
        | { kind: 'decide'; id: string; decision: 'approve' | 'return'; reason?: string },
    ) => {
      if (work.kind === 'close') return client.call(closePeriod, { period: work.period });
      if (work.kind === 'send') return client.call(sendProvince, { period: work.period });
      const { kind: _kind, ...decision } = work;
      return client.call(decideClosing, decision);
    },
    onSettled: () => queries.invalidateQueries({ queryKey: [key] }),
  });
}
