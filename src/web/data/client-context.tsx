import { createContext, use } from 'react';
import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Endpoint } from '#kernel/contract.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import type { Client } from './client.ts';

/** The client of the signed-in session. */
export const ClientContext = createContext<Client | undefined>(undefined);

/** The client; only inside a page. */
export function useClient(): Client {
  const client = use(ClientContext);
  if (!client) throw new Error('No session around this component.');
  return client;
}

/** Reads an endpoint and keeps the answer; the same question on two places of a page is asked once. */
export function useEndpoint<I extends object, O>(endpoint: Endpoint<I, O>, input: I, options: { enabled?: boolean; keep?: boolean } = {}): UseQueryResult<O> {
  const client = useClient();
  const language = useLanguage();
  return useQuery<O>({
    queryKey: [endpoint.method, endpoint.path, input, language],
    queryFn: ({ signal }) => client.call(endpoint, input, { signal }),
    enabled: options.enabled ?? true,
    ...(options.keep ? { placeholderData: keepPreviousData } : {}),
  });
}
