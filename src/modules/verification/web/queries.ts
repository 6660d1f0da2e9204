import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useClient } from '#web/data/client-context.tsx';
import {
  askCorrection,
  decideRepair,
  listRuns,
  listTasks,
  proposeRepair,
  readOwn,
  readTask,
  startRun,
  stopRun,
  withdrawCorrection,
  type RegisterName,
  type TaskView,
} from '../api.ts';

const key = 'verification';
/** While a run is under way the page looks again by itself. */
const lookAgainMs = 2000;

/** The queue of one state, page by page. */
export function useTasks(state: TaskView['state']) {
  const client = useClient();
  return useInfiniteQuery({
    queryKey: [key, 'tasks', state],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      client.call(
        listTasks,
        { state, count: 30, ...(pageParam !== undefined && { cursor: pageParam }) },
        { signal },
      ),
    getNextPageParam: ({ next }) => next,
    placeholderData: (before) => before,
  });
}

/** One task with both sides. */
export function useTask(id: string) {
  const client = useClient();
  return useQuery({
    queryKey: [key, 'task', id],
    queryFn: ({ signal }) => client.call(readTask, { id }, { signal }),
  });
}

function useChange<I, O>(change: (input: I) => Promise<O>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    // Also after a refusal: it mostly means that somebody else was quicker.
    onSettled: () => queries.invalidateQueries({ queryKey: [key] }),
  });
}

/** What a worker proposes. */
export interface Proposal {
  readonly version: number;
  readonly take: TaskView['takeable'];
  readonly reason: NonNullable<TaskView['proposal']>['reason'];
  readonly ground: NonNullable<TaskView['proposal']>['ground'];
  readonly note?: string;
}

export function usePropose(id: string) {
  const client = useClient();
  return useChange((proposal: Proposal) => client.call(proposeRepair, { id, ...proposal }));
}

export function useDecide(id: string) {
  const client = useClient();
  return useChange((given: { version: number; decision: 'accept' | 'return'; words?: string }) =>
    client.call(decideRepair, { id, ...given }),
  );
}

/** Sends the photo or PDF of a paper. */
export function useAttach(id: string) {
  const client = useClient();
  return useChange((file: Blob) => client.put(`/api/verification/tasks/${id}/paper`, file));
}

export function useOwn() {
  const client = useClient();
  return useQuery({
    queryKey: [key, 'own'],
    queryFn: ({ signal }) => client.call(readOwn, {}, { signal }),
  });
}

/** What a person says is right. */
export interface Wished {
  readonly name?: string;
  readonly birthDate?: string;
  readonly address?: string;
  readonly note?: string;
}

export function useAskCorrection(idempotencyKey: string) {
  const client = useClient();
  return useChange((wished: Wished) => client.call(askCorrection, wished, { idempotencyKey }));
}

export function useWithdraw(id: string) {
  const client = useClient();
  return useChange(() => client.call(withdrawCorrection, { id }));
}

/** Lines and runs; looked at again by itself while a run is under way. */
export function useRuns() {
  const client = useClient();
  return useQuery({
    queryKey: [key, 'runs'],
    queryFn: ({ signal }) => client.call(listRuns, {}, { signal }),
    refetchInterval: ({ state }) =>
      state.data?.runs.some((run) => run.state === 'running' || run.state === 'waiting') === true
        ? lookAgainMs
        : false,
  });
}

export function useStartRun() {
  const client = useClient();
  return useChange((register: RegisterName) => client.call(startRun, { register }));
}

export function useStopRun() {
  const client = useClient();
  return useChange((id: string) => client.call(stopRun, { id }));
}
