import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useClient } from '#web/data/client-context.tsx';
import type { Client } from '#web/data/client.ts';
import { listSessions, listSignIns, readFactors, readMail } from '../api.ts';

const key = 'account';

/** How the person signs in. */
export function useFactors() {
  const client = useClient();
  return useQuery({
    queryKey: [key, 'factors'],
    queryFn: ({ signal }) => client.call(readFactors, {}, { signal }),
  });
}

/** Her sessions. */
export function useSessions() {
  const client = useClient();
  return useQuery({
    queryKey: [key, 'sessions'],
    queryFn: ({ signal }) => client.call(listSessions, {}, { signal }),
  });
}

/** Her past sign-ins. */
export function useSignIns() {
  const client = useClient();
  return useQuery({
    queryKey: [key, 'sign-ins'],
    queryFn: ({ signal }) => client.call(listSignIns, {}, { signal }),
  });
}

/** Where she is told by e-mail. */
export function useMail() {
  const client = useClient();
  return useQuery({
    queryKey: [key, 'mail'],
    queryFn: ({ signal }) => client.call(readMail, {}, { signal }),
  });
}

/** Something that changes how she signs in; what the page shows is read anew afterwards. */
export function useChange<I, O>(work: (client: Client, input: I) => Promise<O>) {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (input: I) => work(client, input),
    onSuccess: () => queries.invalidateQueries({ queryKey: [key] }),
  });
}
