import type { EventEmitter } from 'node:events';
import type { FastifyPluginAsync } from 'fastify';
import { AppError } from '#kernel/errors.ts';
import type { Actor } from '../access/actor.ts';
import { gatherRoles } from '../access/roles.ts';
import type { Audit } from '../audit/audit-log.ts';
import type { Log } from '../context.ts';
import { createOutgoing } from '../http/outgoing.ts';
import type { Outgoing } from '../http/outgoing.ts';
import { outgoingFetch } from '../http/outgoing-fetch.ts';
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
import type { BreachedPasswords } from './breached-passwords.ts';
import { createAccountKeys } from './account-keys.ts';
import { createMailboxes, type Mailboxes } from './mailboxes.ts';
import type { AccountKeys } from './account-keys.ts';
import { auditTrail } from './audit-trail.ts';
import { actorOf } from './actor-of.ts';
import type { TokenRequest } from './actor-of.ts';
import { contextOfGrant, grantsOfSession, keepDecision, rememberedScopes } from './apps/app-consents.ts';
import { createAppDesk } from './apps/app-desk.ts';
import type { AppDesk } from './apps/app-desk.ts';
import { isLaunch, takeLaunch } from './apps/launches.ts';
import type { PeopleFinder } from './apps/people-finder.ts';
import type { Client, ClientCredentials, NewClient } from './clients.ts';
import { withoutPlain } from './cookies.ts';
import { randomSecret } from './digest.ts';
import { cleanSignIns } from './clean-sign-ins.ts';
import { createFormGuard } from './form-token.ts';
import { webClientId } from './oidc/client-store.ts';
import { createProvider, lifetimes } from './oidc/create-provider.ts';
import { certificateFinder, thumbprintOf } from './oidc/mutual-tls.ts';
import { createPayloadStore, removeExpired, revokeGrants } from './oidc/payload-store.ts';
import { wireComputers } from './computers/wire-computers.ts';
import { createLicences } from './licences/licences.ts';
import type { Licences } from './licences/licences.ts';
import { listLicences } from './licences/licence-store.ts';
import { usableGrants } from './licences/licensed-roles.ts';
import { createLink, findLink, useLink } from './one-time-links.ts';
import { removeAttempts } from './upstream/attempts.ts';
import { removePassed } from './computers/computer-sessions.ts';
import { consentRoutes } from './routes/consent-routes.ts';
import { mountProvider } from './routes/provider-routes.ts';
import { welcomeRoutes } from './routes/welcome-routes.ts';
import { loadServerKeys, rotateServerKeys } from './server-keys.ts';
import type { SecondFactorPolicy } from './factors/second-factor-policy.ts';
import type { OwnSecurity } from './own-security-desk.ts';
import type { OwnSessions } from './own-sessions-desk.ts';
import { issueSession } from './sessions/issue-session.ts';
import { noteSessionUse } from './sessions/session-store.ts';
import { wireSignIn } from './sign-in-wiring.ts';
import { mountUpstream } from './upstream/wire-upstream.ts';
import type { EIdParts } from './upstream/wire-upstream.ts';
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
  /** The national e-ID; without it nobody signs in by it. */
  readonly eId?: EIdParts;
  /** Roles of all modules; the platform's own are added. */
  readonly roles: readonly Role[];
  /** From whom a second factor is asked. */
  readonly secondFactor: SecondFactorPolicy;
  /** Passwords that have leaked; without it only the built-in rule is asked. */
  readonly breached?: BreachedPasswords;
  /** Days after which an idle account of staff is closed; 0 never. */
  readonly idleDays: number;
  /** Calls to clients that publish their keys; without it only outer addresses are called. */
  readonly outgoing?: Outgoing;
  /** Name of the header in which a proxy on this machine hands a client's certificate on. */
  readonly certificateHeader?: string;
  /** From where that header is believed; this machine unless told. */
  readonly isTrusted?: (address: string) => boolean;
  /** Whom apps may be opened for; without it nobody but the person herself. */
  readonly people?: PeopleFinder;
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
  listClients(): Promise<readonly Client[]>;
  /** Apps and systems of others. */
  readonly apps: AppDesk;
  /**
   * A token of Sen's own web application for a person, without the sign-in page: for tests and the demo story. No door leads here.
   * Errors: record.not-found.
   */
  issueToken(accountId: string): Promise<string>;
  /** The practising licences of health workers. */
  readonly licences: Licences;
  /** Closing, opening and helping an account from outside. */
  readonly keys: AccountKeys;
  /** How a person signs in, and her changing it. */
  readonly security: OwnSecurity;
  /** A person's sessions and past sign-ins, and showing again who she is. */
  readonly sessions: OwnSessions;
  /** Where accounts want to be told by e-mail. */
  readonly mailboxes: Mailboxes;
  /** New signing and cookie keys; used from the next start on, the former stay valid until the rotation after. */
  rotateKeys(): Promise<void>;
  /** Clears away what has expired; also runs by itself every ten minutes while the plugin is up. */
  removeExpired(): Promise<number>;
}

const cleaningMs = 10 * 60 * 1000;
const keySetMs = 2500;

/** Wires identity. Makes the installation's keys at the first start. */
export async function createIdentity(parts: IdentityParts): Promise<Identity> {
  const { database, publicUrl, now, log } = parts;
  const roles = gatherRoles(parts.roles);
  const keys = await loadServerKeys(database, parts.seal, now());
  const guard = createFormGuard(keys.forms);
  const cache = createTokenCache<TokenHolder>();
  const outgoing = parts.outgoing ?? createOutgoing();
  const findCertificate = certificateFinder(parts.certificateHeader, parts.isTrusted);
  const apps = createAppDesk({ database, publicUrl, now, outgoing, onRevoked: () => cache.clear() });
  const trail = auditTrail(parts.audit, (id) => actorOfAccount(id));
  const provider = createProvider({
    database,
    publicUrl,
    keys,
    onRevoked: () => cache.clear(),
    onSystemToken: (clientId) => trail.systemSignIn(clientId),
    fetch: outgoingFetch(outgoing, keySetMs),
    findCertificate,
    isLaunch: (secret, clientId) => isLaunch(database, secret, clientId, now()),
    contextOf: (grantId) => contextOfGrant(database, grantId),
    async onSignOut(accountId, grantIds, sessionUid) {
      await revokeGrants(database, [...grantIds, ...(await grantsOfSession(database, sessionUid))]);
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
  provider.on('end_session.success', (ctx) => {
    const sessionUid = ctx.oidc.session?.uid;
    if (sessionUid === undefined) return;
    void grantsOfSession(database, sessionUid)
      .then((grantIds) => revokeGrants(database, grantIds))
      .then(() => cache.clear())
      .catch((cause: unknown) => log.error('identity: sign-out', { cause: String(cause) }));
  });
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

  const removeAll = async (): Promise<number> =>
    (await removeExpired(database, now())) +
    (await cleanSignIns(database, now())) +
    (await removeAttempts(database, now())) +
    (await removePassed(database, now()));
  const findHolder = async (token: string): Promise<TokenHolder | undefined> => {
    const found = await findTokenHolder(database, roles, token, now());
    const { sessionId } = found?.holder ?? {};
    if (found?.lastUsedAt && sessionId !== undefined)
      noteSessionUse(database, sessionId, found.lastUsedAt, now()).catch((error: unknown) =>
        log.warn('identity: use of a session not noted', { error: String(error) }),
      );
    return found;
  };
  const findUnlocked = async (token: string): Promise<TokenHolder | undefined> => {
    const found = await findHolder(token);
    // Thrown, so that it is not kept: the moment the computer is unlocked, work goes on.
    if (found?.shared?.isLocked === true) throw new AppError('access.locked');
    return found;
  };
  const isSecure = publicUrl.startsWith('https://');
  const signing = wireSignIn({
    database,
    publicUrl,
    provider,
    guard,
    now,
    log,
    trail,
    seal: parts.seal,
    formKeys: keys.forms,
    policy: parts.secondFactor,
    ...(parts.breached !== undefined && { breached: parts.breached }),
    idleDays: parts.idleDays,
    clearCache: () => cache.clear(),
    takeSwitch: (request) => computers.takeSwitch(request),
    ...(parts.eId && { eId: parts.eId.isSimulated ? 'simulated' : 'real' }),
  });
  const computers = wireComputers({
    database,
    now,
    provider,
    isSecure,
    findHolder,
    actorOfAccount,
    audit: parts.audit,
    forgetTokens: () => signing.forgetTokens(),
  });
  const plugin: FastifyPluginAsync = async (http) => {
    if (isSecure)
      http.addHook('onRequest', async ({ raw }) => {
        const cookie = withoutPlain(raw.headers.cookie);
        if (cookie === undefined || cookie === '') delete raw.headers.cookie;
        else raw.headers.cookie = cookie;
      });
    await mountProvider(http, provider, publicUrl);
    const forms = { provider, guard, isSecure };
    await signing.mount(http);
    await computers.mount(http);
    if (parts.eId)
      await mountUpstream(http, parts.eId, {
        database,
        publicUrl,
        roles,
        now,
        log,
        trail,
        steps: signing.steps,
      });
    await http.register((scope) =>
      consentRoutes(scope, {
        ...forms,
        hours: lifetimes.session / 3600,
        days: lifetimes.grant / 86_400,
        findAccount: (id) => findAccount(database, id),
        findPeople: async (id, text) => {
          const actor = await actorOfAccount(id);
          return (actor && (await parts.people?.byText({ ...actor, requestId: 'consent' }, text))) ?? [];
        },
        findPerson: async (id, patientId) => {
          const actor = await actorOfAccount(id);
          return actor && parts.people?.byId({ ...actor, requestId: 'consent' }, patientId);
        },
        takeLaunch: (secret, by) => takeLaunch(database, secret, by, now()),
        remembered: (...asked) => rememberedScopes(database, ...asked, now()),
        keepDecision: (decision) => keepDecision(database, decision, now()),
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
          await demandPassword(password, link.username, parts.breached);
          if (!(await useLink(database, key, now()))) return false;
          await setPassword(database, link.accountId, password, now(), parts.breached);
          cache.clear();
          return true;
        },
      }),
    );
    const cleaning = setInterval(() => {
      Promise.all([removeAll(), signing.closeIdle()]).catch((error: unknown) =>
        log.warn('identity: cleaning failed', { error: String(error) }),
      );
    }, cleaningMs).unref();
    http.addHook('onClose', async () => clearInterval(cleaning));
  };

  const createWelcomeLink = async (accountId: string): Promise<string> =>
    `${publicUrl}/welcome?key=${await createLink(database, accountId, now())}`;

  return {
    plugin,
    actorOf: (request) =>
      actorOf(request, cache, findUnlocked, () => {
        const shown = request.raw && findCertificate(request.raw);
        return shown && thumbprintOf(shown.certificate);
      }),
    createPerson: async (person) => ({
      accountId: await createPerson(database, roles, person, now(), parts.breached),
    }),
    async setPassword(accountId, password) {
      await setPassword(database, accountId, password, now(), parts.breached);
      await signing.forgetTokens();
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
    withdrawConsent: (accountId, clientId) => apps.withdraw(accountId, clientId, 'command'),
    createClient: (client) => apps.create(client),
    disableClient: (clientId) => apps.disable(clientId),
    findClient: (clientId) => apps.client(clientId),
    listClients: () => apps.clients(),
    apps,
    async issueToken(accountId) {
      if (!(await findAccount(database, accountId))) throw new AppError('record.not-found');
      const token = randomSecret();
      const store = createPayloadStore(database, 'AccessToken', () => cache.clear());
      const sessionUid = await issueSession(database, accountId, now());
      const kind = 'AccessToken';
      const payload = { accountId, sessionUid, clientId: webClientId, kind, scope: 'openid profile' };
      await store.upsert(token, payload, lifetimes.personToken);
      return token;
    },
    keys: createAccountKeys(database, now, () => signing.forgetTokens()),
    security: signing.security,
    sessions: signing.sessions,
    mailboxes: createMailboxes(parts.seal, roles),
    licences: createLicences(database, now, () => void signing.forgetTokens()),
    rotateKeys: () => rotateServerKeys(database, parts.seal, now()),
    removeExpired: removeAll,
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
