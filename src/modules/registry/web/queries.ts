import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Client } from '#web/data/client.ts';
import { useClient } from '#web/data/client-context.tsx';
import {
  findPeople,
  learnModel,
  matchPeople,
  readModel,
  registerPerson,
  startSweep,
  useModel as useModelEndpoint,
  type PersonDraft,
} from '../api.ts';
import { readPerson } from '../domain/person-contract.ts';

/** Finds by what stands in the field; the former answer stays in sight while the next one comes. */
export function useFind(text: string) {
  const client = useClient();
  return useQuery({
    queryKey: ['registry', 'find', text],
    enabled: text.trim().length > 1,
    queryFn: ({ signal }) => client.call(findPeople, { text }, { signal }),
    placeholderData: keepPreviousData,
  });
}

/** Asks who may be the person stated. */
export function useMatch() {
  const client = useClient();
  return useMutation({ mutationFn: (person: PersonDraft) => client.call(matchPeople, { person }) });
}

/** Registers; the same form sent twice is one registration. */
export function useRegister(idempotencyKey: string) {
  const client = useClient();
  return useMutation({
    mutationFn: (input: { person: PersonDraft; distinctFrom: string[] }) =>
      client.call(registerPerson, input, { idempotencyKey }),
  });
}

const key = ['registry', 'model'];
const lookAgainMs = 3000;

/** The model, the index and the last sweep. */
export function useMatchingModel(version: string | undefined) {
  const client = useClient();
  return useQuery({
    queryKey: [...key, version ?? ''],
    queryFn: ({ signal }) =>
      client.call(readModel, { ...(version !== undefined && { version }) }, { signal }),
    refetchInterval: ({ state }) => (state.data?.sweep?.state === 'running' ? lookAgainMs : false),
  });
}

/** Things that whoever answers for the model can set going. */
export function useModelWork() {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (work: { kind: 'learn' | 'sweep' } | { kind: 'use'; version: string }) => {
      if (work.kind === 'learn') return client.call(learnModel, {});
      if (work.kind === 'use') return client.call(useModelEndpoint, { version: work.version });
      return client.call(startSweep, {});
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: key }),
  });
}

/** Who somebody is and was, with her family. */
export function usePersonView(id: string) {
  const client = useClient();
  return useQuery({
    queryKey: ['registry', 'person', id],
    queryFn: ({ signal }) => client.call(readPerson, { id }, { signal }),
  });
}

/** Changes something of somebody; what any page shows of her is asked for anew. */
export function useAct<T>() {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (act: (client: Client) => Promise<T>) => act(client),
    onSuccess: () => queries.invalidateQueries(),
  });
}
