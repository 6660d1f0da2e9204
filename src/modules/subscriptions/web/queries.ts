import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useClient } from '#web/data/client-context.tsx';
import { discard, listLetters, listSubscriptions, retry, turnOff } from '../api.ts';

const key = 'subscriptions';
/** The list shows work under way: it looks again by itself. */
const lookAgainMs = 10_000;

/** Every subscription and how it goes. */
export function useSubscriptions() {
  const client = useClient();
  return useQuery({
    queryKey: [key],
    queryFn: ({ signal }) => client.call(listSubscriptions, {}, { signal }),
    refetchInterval: lookAgainMs,
  });
}

/** What waits for one subscription, once somebody wants to see it. */
export function useLetters(id: string, wanted: boolean) {
  const client = useClient();
  return useQuery({
    queryKey: [key, 'letters', id],
    queryFn: ({ signal }) => client.call(listLetters, { id }, { signal }),
    enabled: wanted,
  });
}

const actions = { retry, turnOff, discard };

/** One of the things that can be done with a subscription. */
export function useAction(name: keyof typeof actions, id: string) {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => client.call(actions[name], { id }),
    onSuccess: () => queries.invalidateQueries({ queryKey: [key] }),
  });
}
