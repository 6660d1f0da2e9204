import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Endpoint } from '#kernel/contract.ts';
import { useClient, useEndpoint } from '#web/data/client-context.tsx';
import { readChoices, readOpenings, readOwnAccess, readReviews, readVersions } from '../api.ts';

export const useOpenings = (patientId: string) => useEndpoint(readOpenings, { patientId });
export const useChoices = () => useEndpoint(readChoices, {});
export const useOwnAccess = () => useEndpoint(readOwnAccess, {});
export const useVersions = (id: string) => useEndpoint(readVersions, { id });
export const useReviews = () => useEndpoint(readReviews, {});

/** Something is done, and then what is in sight is read anew. */
export function useAct<I extends object, O>(endpoint: Endpoint<I, O>, done?: (answer: O) => void) {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (input: I) => client.call(endpoint, input),
    onSuccess: async (answer: O) => {
      done?.(answer);
      await queries.invalidateQueries();
    },
  });
}

/** The same where a record opens or shuts by it: what was read before leaves the screen at once. */
export function useOpeningAct<I extends object, O>(endpoint: Endpoint<I, O>, done?: () => void) {
  const client = useClient();
  const forget = useForget();
  return useMutation({
    mutationFn: (input: I) => client.call(endpoint, input),
    onSuccess: async () => {
      done?.();
      await forget();
    },
  });
}

/** Drops what was read and reads again what is in sight: what is closed now must not stay on the screen. */
export function useForget(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.resetQueries();
}
