import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Endpoint } from '#kernel/contract.ts';
import { useClient, useEndpoint } from '#web/data/client-context.tsx';
import {
  closeClient,
  createClient,
  launchApp,
  listClients,
  listConnected,
  listLaunchable,
  rotateClient,
  withdrawApp,
} from '../api.ts';

/** The apps that the person let in. */
export const useConnected = () => useEndpoint(listConnected, {});

/** The apps that open from a person's page. */
export const useLaunchable = () => useEndpoint(listLaunchable, {});

/** Systems, apps and boards. */
export const useClients = () => useEndpoint(listClients, {});

/** Takes back what an app was allowed. */
export function useWithdraw() {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (clientId: string) => client.call(withdrawApp, { clientId }),
    onSuccess: () => queries.invalidateQueries({ queryKey: [listConnected.method, listConnected.path] }),
  });
}

/** Opens an app for a person in a tab of its own. */
export function useLaunch(patientId: string) {
  const client = useClient();
  return useMutation({
    mutationFn: (clientId: string) => client.call(launchApp, { clientId, patientId }),
    onSuccess: ({ address }) => void window.open(address, '_blank', 'noopener'),
  });
}

/** Runs a change of who may come in, after which the list is another. */
function useChange<I extends object, O>(endpoint: Endpoint<I, O>) {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (input: I) => client.call(endpoint, input),
    onSuccess: () => queries.invalidateQueries({ queryKey: [listClients.method, listClients.path] }),
  });
}

export const useCreateClient = () => useChange(createClient);
export const useRotateClient = () => useChange(rotateClient);
export const useCloseClient = () => useChange(closeClient);
