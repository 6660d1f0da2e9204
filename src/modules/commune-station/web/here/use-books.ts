import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useClient } from '#web/data/client-context.tsx';
import { useDevice } from '#web/offline/device-context.tsx';
import { useLanguage } from '#web/text/text-context.tsx';
import { readBook, readFigure, readReports, type LinesPage } from '../../api.ts';
import type { ShownLine } from '../../domain/books/show-lines.ts';
import { bookHere, countHere, figureHere, reportsHere, type HeldMonth } from './held-month.ts';
import { useEither, useSource, type Either } from './use-either.ts';
import { useStation } from './use-station.ts';

const key = 'commune-station';
/** Whoever turns pages and opens figures looks at one count; after this it is counted anew. */
const countedMs = 20_000;
const pageLines = 50;

/** A month as this device counts it; counted once for all that asks about it. */
function useHeldMonth(): (period: string) => Promise<HeldMonth> {
  const device = useDevice();
  const queries = useQueryClient();
  const station = useStation();
  return async (period) => {
    const held = station.data ?? (await station.refetch()).data;
    if (held === undefined) throw new Error('no station');
    const { pending, syncedAt } = device.status();
    return queries.fetchQuery({
      queryKey: [key, 'held-month', period, pending.map(({ id }) => id).join(), syncedAt?.getTime()],
      staleTime: countedMs,
      networkMode: 'always',
      queryFn: () => countHere(device, held, period),
    });
  };
}

function pageOf(lines: readonly ShownLine[], from: number): LinesPage {
  const next = from + pageLines;
  return {
    total: lines.length,
    lines: lines.slice(from, next).map((one) => ({ ...one, cells: [...one.cells] })),
    ...(next < lines.length && { next }),
  };
}

/** Lines of a book or behind a figure, page by page, from the centre or from this device. */
function useLines(
  name: readonly string[],
  period: string,
  centre: (from: number, signal: AbortSignal) => Promise<LinesPage>,
  own: (month: HeldMonth) => ShownLine[],
) {
  const source = useSource();
  const either = useEither();
  const month = useHeldMonth();
  return useInfiniteQuery({
    queryKey: [key, ...name, period, source],
    initialPageParam: 0,
    networkMode: 'always',
    placeholderData: keepPreviousData,
    queryFn: ({ pageParam, signal }): Promise<Either<LinesPage>> =>
      either(
        source,
        () => centre(pageParam, signal),
        async () => pageOf(own(await month(period)), pageParam),
      ),
    getNextPageParam: ({ data }) => data.next,
  });
}

/** A book, page by page. */
export function useBook(code: string, period: string) {
  const client = useClient();
  const language = useLanguage();
  return useLines(
    ['book', code],
    period,
    (from, signal) => client.call(readBook, { code, period, from }, { signal }),
    (month) => bookHere(month, code, language),
  );
}

/** The lines behind a figure, page by page. */
export function useFigureLines(figure: string, period: string) {
  const client = useClient();
  const language = useLanguage();
  return useLines(
    ['figure', figure],
    period,
    (from, signal) => client.call(readFigure, { figure, period, from }, { signal }),
    (month) => figureHere(month, figure, language),
  );
}

/** All lines of a book on this device, for paper and spreadsheets. */
export function useWholeBook(): (
  code: string,
  period: string,
) => Promise<{ station: string; lines: ShownLine[] }> {
  const month = useHeldMonth();
  const language = useLanguage();
  return async (code, period) => {
    const counted = await month(period);
    return { station: counted.station.station, lines: bookHere(counted, code, language) };
  };
}

export function useReports(period: string) {
  const client = useClient();
  const device = useDevice();
  const source = useSource();
  const either = useEither();
  const month = useHeldMonth();
  return useQuery({
    queryKey: [key, 'reports', period, source],
    networkMode: 'always',
    queryFn: ({ signal }) =>
      either(
        source,
        () => client.call(readReports, { period }, { signal }),
        async () => reportsHere(await month(period), device.now()),
      ),
  });
}
