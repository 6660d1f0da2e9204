import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useClient } from '#web/data/client-context.tsx';
import {
  addTalk,
  enrol,
  findPeople,
  leave,
  listEntries,
  listHappenings,
  listProgrammes,
  listTalks,
  readIndicators,
  readPerson,
  type endReasons,
} from '../api.ts';
import type { NotedTalk } from '../domain/talk.ts';

const key = 'programmes';
export type RegisterView = 'due' | 'late' | 'register' | 'ended';
export type EndReason = (typeof endReasons)[number];

export function useProgrammes() {
  const client = useClient();
  return useQuery({
    queryKey: [key, 'list'],
    queryFn: ({ signal }) => client.call(listProgrammes, {}, { signal }),
  });
}

/** One view of a register, page by page. */
export function useEntries(code: string, view: RegisterView) {
  const client = useClient();
  return useInfiniteQuery({
    queryKey: [key, 'entries', code, view],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      client.call(
        listEntries,
        { code, view, count: 30, ...(pageParam !== undefined && { cursor: pageParam }) },
        { signal },
      ),
    getNextPageParam: ({ next }) => next,
    placeholderData: (before) => before,
  });
}

export function useIndicators(code: string) {
  const client = useClient();
  return useQuery({
    queryKey: [key, 'indicators', code],
    queryFn: ({ signal }) => client.call(readIndicators, { code }, { signal }),
  });
}

/** Asked only when somebody wants it: it looks through diagnoses. */
export function useFound(code: string, isWanted: boolean) {
  const client = useClient();
  return useQuery({
    queryKey: [key, 'found', code],
    enabled: isWanted,
    queryFn: ({ signal }) => client.call(findPeople, { code }, { signal }),
  });
}

export function usePerson(id: string) {
  const client = useClient();
  return useQuery({
    queryKey: [key, 'person', id],
    queryFn: ({ signal }) => client.call(readPerson, { id }, { signal }),
  });
}

export function useHappenings(code: 'injury' | 'death') {
  const client = useClient();
  return useInfiniteQuery({
    queryKey: [key, 'events', code],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      client.call(
        listHappenings,
        { code, count: 30, ...(pageParam !== undefined && { cursor: pageParam }) },
        { signal },
      ),
    getNextPageParam: ({ next }) => next,
  });
}

export function useTalks() {
  const client = useClient();
  return useInfiniteQuery({
    queryKey: [key, 'talks'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      client.call(
        listTalks,
        { count: 30, ...(pageParam !== undefined && { cursor: pageParam }) },
        { signal },
      ),
    getNextPageParam: ({ next }) => next,
  });
}

function useChange<I, O>(change: (input: I) => Promise<O>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => queries.invalidateQueries({ queryKey: [key] }),
  });
}

export function useEnrol() {
  const client = useClient();
  return useChange((given: { code: string; patientId: string }) => client.call(enrol, given));
}
export function useLeave() {
  const client = useClient();
  return useChange((given: { id: string; because: EndReason }) => client.call(leave, given));
}
export function useAddTalk() {
  const client = useClient();
  return useChange((given: NotedTalk) => client.call(addTalk, given));
}
