import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useClient } from '#web/data/client-context.tsx';
import { closePeriod, decideClosing, readDesk, sendProvince } from '../api.ts';

const key = 'commune-station';

export function useDesk(period: string) {
  const client = useClient();
  return useQuery({
    queryKey: [key, 'desk', period],
    queryFn: ({ signal }) => client.call(readDesk, { period }, { signal }),
  });
}

/** Closing at a station, deciding and sending at an office: always the centre's. */
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
