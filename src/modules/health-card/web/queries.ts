import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useClient } from '#web/data/client-context.tsx';
import { endPrinted, listPrinted, phoneCodeSeconds, printCard, readCard, showCard } from '../api.ts';

const printedKey = ['health-card', 'printed'];
/** A new code comes before the old one ends, so that no reader meets one that is over. */
const renewedAfterMs = (phoneCodeSeconds - 20) * 1000;

/** The own code, always a fresh one while the page is looked at. Never kept on the device. */
export function useCard() {
  const client = useClient();
  return useQuery({
    queryKey: ['health-card', 'code'],
    queryFn: ({ signal }) => client.call(showCard, {}, { signal }),
    refetchInterval: renewedAfterMs,
    refetchOnWindowFocus: 'always',
    staleTime: 0,
    gcTime: 0,
  });
}

/** Cards of paper of the own record. */
export function usePrinted() {
  const client = useClient();
  return useQuery({
    queryKey: printedKey,
    queryFn: ({ signal }) => client.call(listPrinted, {}, { signal }),
  });
}

/** Makes a card of paper; the same press sent twice makes one. */
export function usePrint(idempotencyKey: string) {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => client.call(printCard, {}, { idempotencyKey }),
    onSuccess: () => queries.invalidateQueries({ queryKey: printedKey }),
  });
}

/** Ends a card of paper. */
export function useEndPrinted() {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => client.call(endPrinted, { id }),
    onSuccess: () => queries.invalidateQueries({ queryKey: printedKey }),
  });
}

/** Reads what a scanner, a camera or a hand gave. */
export function useRead() {
  const client = useClient();
  return useMutation({ mutationFn: (text: string) => client.call(readCard, { text }) });
}
