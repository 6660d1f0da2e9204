import { AppError } from '#kernel/errors.ts';
import type { Outgoing } from '../../http/outgoing.ts';
import type { Database } from '../../sql/database.ts';
import { createClient, disableClient, findClient, listClients, rotateClient } from '../clients.ts';
import type { Client, ClientCredentials, ClientProof, NewClient } from '../clients.ts';
import { revokeConsent } from '../oidc/payload-store.ts';
import { listConnected, markWithdrawn } from './app-consents.ts';
import type { ConnectedApp } from './app-consents.ts';
import { appOrigins } from './app-origins.ts';
import { createLaunch } from './launches.ts';

/** An app that can be opened from a person's page. */
export interface LaunchableApp {
  readonly clientId: string;
  readonly name: string;
}

/** Apps and systems of others, for the pages that show them and for commands. Who may do what is judged by who calls. */
export interface AppDesk {
  /** The apps that a person let in. */
  connected(accountId: string): Promise<readonly ConnectedApp[]>;
  /** Takes back what a person allowed an app, with everything given out under it. Nothing allowed is nothing to take back. */
  withdraw(accountId: string, clientId: string, how: 'own-page' | 'command'): Promise<void>;
  launchable(): Promise<readonly LaunchableApp[]>;
  /**
   * The address that opens an app for one person; good once, for minutes, for this account. Whether the account reaches the person was
   * asked before, and is asked again when the app comes for its token. Error: record.not-found.
   */
  launch(
    accountId: string,
    clientId: string,
    about: { readonly patientId: string; readonly encounterId?: string },
  ): Promise<string>;
  /** Whether browser pages of an origin belong to a registered app. */
  isOrigin(origin: string): Promise<boolean>;
  clients(): Promise<readonly Client[]>;
  client(clientId: string): Promise<Client | undefined>;
  /** Errors: request.invalid. */
  create(client: NewClient): Promise<ClientCredentials>;
  /** Errors: record.not-found, request.invalid. */
  rotate(clientId: string, proof: ClientProof): Promise<ClientCredentials>;
  /** Error: record.not-found. */
  disable(clientId: string): Promise<void>;
}

/** What the desk is built on. */
export interface AppDeskParts {
  readonly database: Database;
  readonly publicUrl: string;
  readonly now: () => Date;
  readonly outgoing: Outgoing;
  /** Hears that something was taken back. */
  readonly onRevoked: () => void;
}

/** Makes the desk. */
export function createAppDesk({ database, publicUrl, now, outgoing, onRevoked }: AppDeskParts): AppDesk {
  const isFit = (address: string): boolean => {
    try {
      outgoing.check(address);
      return true;
    } catch {
      return false;
    }
  };
  return {
    connected: (accountId) => listConnected(database, accountId),
    async withdraw(accountId, clientId, how) {
      await markWithdrawn(database, accountId, clientId, how, now());
      await revokeConsent(database, accountId, clientId);
      onRevoked();
    },
    async launchable() {
      const clients = await listClients(database);
      return clients
        .filter(({ launchUri, isDisabled }) => launchUri !== undefined && !isDisabled)
        .map(({ id, name }) => ({ clientId: id, name }));
    },
    async launch(accountId, clientId, about) {
      const client = await findClient(database, clientId);
      if (client?.launchUri === undefined || client.isDisabled) throw new AppError('record.not-found');
      const launch = await createLaunch(database, { accountId, clientId, ...about }, now());
      const address = new URL(client.launchUri);
      address.searchParams.set('iss', `${publicUrl}/fhir`);
      address.searchParams.set('launch', launch);
      return address.href;
    },
    isOrigin: appOrigins(database),
    clients: () => listClients(database),
    client: (clientId) => findClient(database, clientId),
    create: (client) => createClient(database, client, now(), isFit),
    async rotate(clientId, proof) {
      const made = await rotateClient(database, clientId, proof, now(), isFit);
      onRevoked();
      return made;
    },
    async disable(clientId) {
      await disableClient(database, clientId, now());
      onRevoked();
    },
  };
}
