import type { EventEmitter } from 'node:events';
import type { FastifyPluginAsync } from 'fastify';
import { AppError } from '#kernel/errors.ts';
import type { Actor } from '../access/actor.ts';
import { anonymousActor } from '../access/actors.ts';
import { gatherRoles } from '../access/roles.ts';
import type { Audit } from '../audit/audit-log.ts';
import type { Log } from '../context.ts';
import type { Seal } from '../crypt/seal.ts';
import type { Role } from '../module/define-module.ts';
import type { Database } from '../sql/database.ts';
import {
  createPerson,
  demandPassword,
  findAccount,
  findAccountByName,
  listAccounts,
  setPassword,
} from './accounts.ts';
import type { Account, NewPerson } from './accounts.ts';
import { actorOf } from './actor-of.ts';
import type { TokenRequest } from './actor-of.ts';
import { createClient, disableClient, findClient, listClients } from './clients.ts';
import type { Client, ClientCredentials, NewClient } from './clients.ts';
import { randomSecret } from './digest.ts';
import { createFormGuard } from './form-token.ts';
import { webClientId } from './oidc/client-store.ts';
import { createProvider, lifetimes } from './oidc/create-provider.ts';
import { createPayloadStore, removeExpired, revokeConsent, revokeGrants } from './oidc/payload-store.ts';
import { createLicences } from './licences/licences.ts';
import type { Licences } from './licences/licences.ts';
import { listLicences } from './licences/licence-store.ts';
import { usableGrants } from './licences/licensed-roles.ts';
import { createLink, findLink, useLink } from './one-time-links.ts';
import { consentRoutes } from './routes/consent-routes.ts';
import { mountProvider } from './routes/provider-routes.ts';
import { signInRoutes } from './routes/sign-in-routes.ts';
import { welcomeRoutes } from './routes/welcome-routes.ts';
import { loadServerKeys, rotateServerKeys } from './server-keys.ts';
import { signIn } from './sign-in.ts';
import type { SignInResult } from './sign-in.ts';
import { createTokenCache } from './token-cache.ts';
import { findTokenHolder, toHolder } from './token-holder.ts';
import type { TokenHolder } from './token-holder.ts';

/** What identity is built on. The database has been migrated. */
export interface IdentityParts {
  readonly database: Database;
  /** SEN_PUBLIC_URL without a slash at the end: the OpenID issuer, and the only address Sen believes to be its own. */
  readonly publicUrl: string;
  /** Closes what must be read again in the clear: signing keys, secrets of authenticators. */
  readonly seal: Seal;
  readonly audit: Audit;
  readonly now: () => Date;
  readonly log: Log;
  /** Roles of all modules; the platform's own are added. */
  readonly roles: readonly Role[];
}

/** Who may come in, and as whom. */
export interface Identity {
  /** OpenID provider, sign-in pages, SMART configuration; registered at the root. */
  readonly plugin: FastifyPluginAsync;
  /** Who makes a request. Errors: access.login-required, access.denied. */
  actorOf(request: TokenRequest): Promise<Actor>;
  createPerson(person: NewPerson): Promise<{ readonly accountId: string }>;
  setPassword(accountId: string, password: string): Promise<void>;
  /** Address of a page on which the account's password can be set once, within 24 hours. */
  createWelcomeLink(accountId: string): Promise<string>;
  /** The address on which the first administrator sets her password; undefined where an administrator can sign in already. */
  firstAdministratorLink(): Promise<string | undefined>;
  findAccount(id: string): Promise<Account | undefined>;
  findAccountByName(username: string): Promise<Account | undefined>;
  listAccounts(): Promise<Account[]>;
  /** Takes back what a person allowed an app. Errors: none; nothing allowed is nothing to take back. */
  withdrawConsent(accountId: string, clientId: string): Promise<void>;
  createClient(client: NewClient): Promise<ClientCredentials>;
  disableClient(clientId: string): Promise<void>;
  findClient(clientId: string): Promise<Client | undefined>;
  listClients(): Promise<Client[]>;
  /**
   * A token of Sen's own web application for a person, without the sign-in page: for tests and the demo story. No door leads here.
   * Errors: record.not-found.
   */
  issueToken(accountId: string): Promise<string>;
  /** The practising licences of health workers. */
  readonly licences: Licences;
  /** New signing and cookie keys; used from the next start on, the former stay valid until the rotation after. */
  rotateKeys(): Promise<void>;
  /** Clears away what has expired; also runs by itself every ten minutes while the plugin is up. */
  removeExpired(): Promise<number>;
}

const cleaningMs = 10 * 60 * 1000;

/** Wires identity. Makes the installation's keys at the first start. */
export async function createIdentity(parts: IdentityParts): Promise<Identity> {
  const { database, publicUrl, now, log } = parts;
  const roles = gatherRoles(parts.roles);
  const keys = await loadServerKeys(database, parts.seal, now());
  const guard = createFormGuard(keys.forms);
  const cache = createTokenCache<TokenHolder>();
  const trail = auditTrail(parts.audit, (id) => actorOfAccount(id));
  const provider = createProvider({
    database,
    publicUrl,
    keys,
    onRevoked: () => cache.clear(),
    onSystemToken: (clientId) => trail.systemSignIn(clientId),
    async onSignOut(accountId, grantIds) {
      await revokeGrants(database, grantIds);
      cache.clear();
      await trail.signOut(accountId);
    },
  });
  provider.on('server_error', (_ctx, error) =>
    log.error('identity: unexpected', { error: error.name, stack: error.stack }),
  );
  (provider as EventEmitter).on('error', (error: Error) =>
    log.warn('identity: answer failed', { error: error.name }),
  );
  provider.on('grant.error', (ctx, error) => {
    if (error.name !== 'InvalidClientAuth' && error.name !== 'InvalidClient') return;
    const clientId = ctx.oidc.client?.clientId;
    void trail
      .systemRefused(clientId)
      .catch((cause: unknown) => log.error('identity: audit failed', { cause: String(cause) }));
  });

  async function actorOfAccount(id: string): Promise<Omit<Actor, 'requestId'> | undefined> {
    const account = await findAccount(database, id);
    if (!account) return undefined;
    const { patientId, practitionerId } = account;
    const facilityId = account.roles.find((grant) => grant.facilityId !== undefined)?.facilityId;
    const licences = practitionerId === undefined ? [] : await listLicences(database, practitionerId);
    const { grants, withheld } = usableGrants(account.roles, licences, now());
    const person = {
      accountId: account.id,
      display: account.display,
      scopes: [],
      ...(patientId === undefined ? {} : { patientId }),
      ...(practitionerId === undefined ? {} : { practitionerId }),
      ...(withheld === undefined ? {} : { withheld }),
    };
    return { ...toHolder(person, grants, facilityId, roles), language: 'vi' };
  }

  const isSecure = publicUrl.startsWith('https://');
  const plugin: FastifyPluginAsync = async (http) => {
    await mountProvider(http, provider, publicUrl);
    const forms = { provider, guard, isSecure };
    await http.register((scope) =>
      signInRoutes(scope, {
        ...forms,
        formKeys: keys.forms,
        signIn: (typed) => signIn(database, typed, now()),
        audit: (result, requestId) => trail.signIn(result, requestId),
      }),
    );
    await http.register((scope) =>
      consentRoutes(scope, {
        ...forms,
        findAccount: (id) => findAccount(database, id),
        auditConsent: (...decision) => trail.consent(...decision),
      }),
    );
    await http.register((scope) =>
      welcomeRoutes(scope, {
        guard,
        isSecure,
        findLink: (key) => findLink(database, key, now()),
        usePassword: async (key, link, password) => {
          // Judged before the link is used up, so that a weak one may be mended; used up before it is stored, so that of two one wins.
          demandPassword(password, link.username);
          if (!(await useLink(database, key, now()))) return false;
          await setPassword(database, link.accountId, password, now());
          cache.clear();
          return true;
        },
      }),
    );
    const cleaning = setInterval(() => {
      removeExpired(database, now()).catch((error: unknown) =>
        log.warn('identity: cleaning failed', { error: String(error) }),
      );
    }, cleaningMs).unref();
    http.addHook('onClose', async () => clearInterval(cleaning));
  };

  const createWelcomeLink = async (accountId: string): Promise<string> =>
    `${publicUrl}/welcome?key=${await createLink(database, accountId, now())}`;

  return {
    plugin,
    actorOf: (request) => actorOf(request, cache, (token) => findTokenHolder(database, roles, token, now())),
    createPerson: async (person) => ({ accountId: await createPerson(database, roles, person, now()) }),
    async setPassword(accountId, password) {
      await setPassword(database, accountId, password, now());
      cache.clear();
    },
    createWelcomeLink,
    async firstAdministratorLink() {
      const existing = (await listAccounts(database)).filter((account) =>
        account.roles.some(({ role }) => role === 'administrator'),
      );
      for (const account of existing) if (await hasPassword(database, account.id)) return undefined;
      const accountId = existing[0]?.id ?? (await createPerson(database, roles, firstAdministrator, now()));
      return createWelcomeLink(accountId);
    },
    findAccount: (id) => findAccount(database, id),
    findAccountByName: (username) => findAccountByName(database, username),
    listAccounts: () => listAccounts(database),
    async withdrawConsent(accountId, clientId) {
      await revokeConsent(database, accountId, clientId);
      cache.clear();
    },
    createClient: (client) => createClient(database, client, now()),
    async disableClient(clientId) {
      await disableClient(database, clientId, now());
      cache.clear();
    },
    findClient: (clientId) => findClient(database, clientId),
    listClients: () => listClients(database),
    async issueToken(accountId) {
      if (!(await findAccount(database, accountId))) throw new AppError('record.not-found');
      const token = randomSecret();
      const store = createPayloadStore(database, 'AccessToken', () => cache.clear());
      const payload = { accountId, clientId: webClientId, kind: 'AccessToken', scope: 'openid profile' };
      await store.upsert(token, payload, lifetimes.personToken);
      return token;
    },
    licences: createLicences(database, now, () => cache.clear()),
    rotateKeys: () => rotateServerKeys(database, parts.seal, now()),
    removeExpired: () => removeExpired(database, now()),
  };
}

const firstAdministrator: NewPerson = {
  username: 'quantri',
  display: 'Quản trị',
  roles: [{ role: 'administrator' }],
};

async function hasPassword(database: Database, accountId: string): Promise<boolean> {
  const { rowCount } = await database.query('SELECT 1 FROM identity.credential WHERE account_id = $1', [
    accountId,
  ]);
  return rowCount > 0;
}

interface Trail {
  signIn(result: SignInResult, requestId: string): Promise<void>;
  signOut(accountId: string): Promise<void>;
  consent(accountId: string, clientId: string, agreed: boolean, requestId: string): Promise<void>;
  systemSignIn(clientId: string): Promise<void>;
  systemRefused(clientId: string | undefined): Promise<void>;
}

/** Writes who came, who went and who was turned away. A try under a known name stands under that account. */
function auditTrail(
  audit: Audit,
  find: (id: string) => Promise<Omit<Actor, 'requestId'> | undefined>,
): Trail {
  const who = async (accountId: string | undefined, requestId: string): Promise<Actor> => {
    const known = accountId === undefined ? undefined : await find(accountId);
    return known ? { ...known, requestId } : anonymousActor(requestId);
  };
  const system = (clientId: string | undefined): Actor => ({
    ...anonymousActor('oidc'),
    ...(clientId === undefined ? {} : { kind: 'system', accountId: clientId, roles: ['integration'] }),
    purpose: 'exchange',
  });
  return {
    async signIn(result, requestId) {
      const accountId = 'accountId' in result ? result.accountId : undefined;
      const query = result.ok ? undefined : `identity.${result.reason}`;
      const actor = await who(accountId, requestId);
      await audit.append({
        actor,
        action: 'sign-in',
        outcome: result.ok ? 'ok' : 'refused',
        ...(query ? { query } : {}),
      });
    },
    async signOut(accountId) {
      await audit.append({ actor: await who(accountId, 'oidc'), action: 'sign-out', outcome: 'ok' });
    },
    async consent(accountId, clientId, agreed, requestId) {
      const actor = await who(accountId, requestId);
      const query = `identity.consent ${clientId}`;
      await audit.append({ actor, action: 'operation', query, outcome: agreed ? 'ok' : 'refused' });
    },
    systemSignIn: (clientId) => audit.append({ actor: system(clientId), action: 'sign-in', outcome: 'ok' }),
    systemRefused: (clientId) =>
      audit.append({ actor: system(clientId), action: 'sign-in', outcome: 'refused' }),
  };
}
