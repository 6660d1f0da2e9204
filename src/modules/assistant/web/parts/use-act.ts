import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Endpoint } from '#kernel/contract.ts';
import { useClient } from '#web/data/client-context.tsx';

/** A call that changes something; whatever is shown is read again after it. */
export function useAct<I extends object, O>(endpoint: Endpoint<I, O>) {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (input: I) => client.call(endpoint, input),
    onSuccess: () => queries.invalidateQueries(),
  });
}
