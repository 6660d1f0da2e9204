import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useClient } from '#web/data/client-context.tsx';
import type { OpeningNotice, readOwnNotices } from '../../api.ts';

/** Openings that somebody was told of and has not looked at. */
export interface News {
  readonly notices: OpeningNotice[];
}

/** How long one question waits at the server, in seconds; behind it the next begins. */
const waitSeconds = 25;
/** After trouble, and where the server answers at once because too many wait, the page asks so often. */
const restMs = 20_000;

/**
 * What there is, and every news the moment it comes: a question waits at the server until there is an answer. Only while the page is in
 * sight, so that tabs behind hold no connection.
 */
export function useNews(read: typeof readOwnNotices): News | undefined {
  const client = useClient();
  const queries = useQueryClient();
  const { path } = read;
  const told = useQuery({
    queryKey: ['GET', path],
    queryFn: ({ signal }) => client.call(read, { wait: 0, known: '' }, { signal }),
  });
  const isRead = told.data !== undefined;
  useEffect(() => {
    if (!isRead) return undefined;
    const key = ['GET', path];
    const newest = (): string => queries.getQueryData<News>(key)?.notices[0]?.id ?? '';
    const over = new AbortController();
    const { signal } = over;
    const listen = async (): Promise<void> => {
      while (!signal.aborted) {
        await untilSeen(signal);
        const [known, began] = [newest(), Date.now()];
        const answer = await client
          .call(read, { wait: waitSeconds, known }, { signal })
          .catch(() => undefined);
        if (signal.aborted) return;
        const isNews = answer !== undefined && (answer.notices[0]?.id ?? '') !== known;
        if (answer !== undefined) queries.setQueryData(key, answer);
        if (!isNews && Date.now() - began < (waitSeconds * 1000) / 2) await rest(restMs, signal);
      }
    };
    void listen();
    return () => over.abort();
  }, [client, queries, read, path, isRead]);
  return told.data;
}

function untilSeen(signal: AbortSignal): Promise<void> {
  if (document.visibilityState === 'visible') return Promise.resolve();
  return new Promise((resolve) => {
    const look = (): void => {
      if (document.visibilityState !== 'visible' && !signal.aborted) return;
      document.removeEventListener('visibilitychange', look);
      resolve();
    };
    document.addEventListener('visibilitychange', look);
    signal.addEventListener('abort', look);
  });
}

function rest(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
