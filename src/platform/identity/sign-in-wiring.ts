import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Provider } from 'oidc-provider';
import type { Seal } from '../crypt/seal.ts';
import type { Log } from '../context.ts';
import { writeEvent } from '../events/outbox.ts';
import type { Database } from '../sql/database.ts';
import { findAccount, findAccountByName } from './accounts.ts';
import type { Trail } from './audit-trail.ts';
import type { BreachedPasswords } from './breached-passwords.ts';
import type { FactorParts } from './factors/factor-parts.ts';
import { relyingPartyOf } from './factors/relying-party.ts';
import type { SecondFactorPolicy } from './factors/second-factor-policy.ts';
import type { FormGuard } from './form-token.ts';
import { closeIdle } from './idle-accounts.ts';
import { createOwnSecurity } from './own-security.ts';
import type { OwnSecurity } from './own-security-desk.ts';
import { createOwnSessions } from './own-sessions.ts';
import type { OwnSessions } from './own-sessions-desk.ts';
import type { FinishParts } from './routes/finish-sign-in.ts';
import { passkeyRoutes } from './routes/passkey-routes.ts';
import { secondStepRoutes } from './routes/second-step-routes.ts';
import { signInRoutes } from './routes/sign-in-routes.ts';
import type { StepParts } from './routes/with-sign-in.ts';
import { newDeviceSignedIn } from './sessions/new-device.ts';
import { addSessionRecorder } from './sessions/session-recorder.ts';
import { beginSession, endSurplus } from './sessions/session-store.ts';
import { noteSignIn } from './sessions/sign-in-history.ts';
import type { SignInMethod } from './sessions/assurance.ts';
import { admitAccount, signIn } from './sign-in.ts';

/** Channel on which one server tells the others that tokens were taken back. */
const channel = 'sen_identity';

/** What signing in is built on. */
export interface SignInWiringParts {
  readonly database: Database;
  readonly seal: Seal;
  readonly publicUrl: string;
  readonly provider: Provider;
  readonly guard: FormGuard;
  readonly formKeys: readonly string[];
  readonly policy: SecondFactorPolicy;
  /** Passwords that have leaked. */
  readonly breached?: BreachedPasswords;
  /** Days after which an idle account of staff is closed; 0 never. */
  readonly idleDays: number;
  readonly now: () => Date;
  readonly log: Log;
  readonly trail: Trail;
  /** Forgets the tokens that this server looked up lately. */
  readonly clearCache: () => void;
  /** The account whose PIN was just typed at the shared computer that a request comes from, once. */
  readonly takeSwitch: (request: FastifyRequest) => Promise<string | undefined>;
  /** Whether the page leads to the national e-ID, or to one that is played. */
  readonly eId?: 'real' | 'simulated';
}

/** Signing in, put together. */
export interface SignInWiring {
  readonly security: OwnSecurity;
  readonly sessions: OwnSessions;
  /** What a sign-in that was shown elsewhere (the national e-ID, a PIN) is finished with. */
  readonly steps: StepParts;
  /** Makes this server and all others look tokens up anew. */
  forgetTokens(): Promise<void>;
  /** Mounts the pages, and hears from other servers until the instance closes. */
  mount(http: FastifyInstance): Promise<void>;
  /** Closes accounts that lay idle. */
  closeIdle(): Promise<number>;
}

/** Wires it. */
export function wireSignIn(parts: SignInWiringParts): SignInWiring {
  const { database, provider, guard, trail, now, log } = parts;
  const factors: FactorParts = {
    database,
    seal: parts.seal,
    party: relyingPartyOf(parts.publicUrl),
    keys: parts.formKeys,
    policy: parts.policy,
    ...(parts.breached !== undefined && { breached: parts.breached }),
    now,
  };
  const forgetTokens = async (): Promise<void> => {
    parts.clearCache();
    // A hint: a server that misses it believes a token for ten seconds more.
    await database.query('SELECT pg_notify($1, $2)', [channel, '']).catch(() => undefined);
  };
  const sessions = createOwnSessions(factors, forgetTokens);
  const steps: StepParts = {
    provider,
    guard,
    isSecure: parts.publicUrl.startsWith('https://'),
    formKeys: parts.formKeys,
    factors,
    ...(parts.eId && { eId: parts.eId }),
    findAccount: (id) => findAccount(database, id),
    admit: (came, requestId) => admit(parts, came, requestId),
    async refuse(tried, requestId) {
      const { accountId, method, reason, device, network } = tried;
      const known = accountId === undefined ? {} : { accountId };
      await trail.signIn({ ok: false, reason, ...known }, requestId);
      const refused = { method, refusal: reason, device, network, isNewDevice: false };
      if (accountId !== undefined) await noteSignIn(database, accountId, refused, now());
    },
  };
  addSessionRecorder(provider, async (session) => {
    await beginSession(database, session, now());
    if ((await endSurplus(database, session.accountId, now())).length > 0) await forgetTokens();
    if (!session.isNewDevice) return;
    const { accountId, id: sessionId, device, network } = session;
    const told = { accountId, sessionId, device, network, at: now().toISOString() };
    await writeEvent(database, newDeviceSignedIn, told, { requestId: 'oidc', at: now() });
  });
  return {
    security: createOwnSecurity(factors, (actor) => sessions.endOthers(actor)),
    sessions,
    steps,
    forgetTokens,
    closeIdle: () => closeIdle(database, now(), parts.idleDays),
    async mount(http) {
      await http.register((scope) =>
        signInRoutes(scope, {
          ...steps,
          signIn: (typed) => signIn(database, typed, now()),
          takeSwitch: parts.takeSwitch,
        }),
      );
      await http.register((scope) =>
        passkeyRoutes(scope, {
          ...steps,
          findAccountId: async (username) => (await findAccountByName(database, username))?.id,
        }),
      );
      await http.register((scope) => secondStepRoutes(scope, steps));
      let listener: { stop(): Promise<void> } | undefined;
      http.addHook('onReady', async () => {
        listener = await database
          .listen(channel, () => parts.clearCache())
          .catch((error: unknown) => {
            log.warn('identity: not listening', { error: String(error) });
            return undefined;
          });
      });
      http.addHook('onClose', () => listener?.stop());
    },
  };
}

/** Lets in, audits, writes into the history; undefined where the account is closed. */
async function admit(
  parts: SignInWiringParts,
  came: Parameters<FinishParts['admit']>[0],
  requestId: string,
): Promise<{ readonly isNewDevice: boolean } | undefined> {
  const { database, trail, now } = parts;
  const { accountId, methods, device, network } = came;
  const method: SignInMethod = methods.at(-1) ?? 'password';
  const admitted = await admitAccount(database, accountId, now(), parts.idleDays);
  await trail.signIn(
    admitted ? { ok: true, accountId } : { ok: false, reason: 'disabled', accountId },
    requestId,
  );
  const isNewDevice = admitted !== undefined && !came.isKnown && !admitted.isFirst;
  const refusal = admitted ? {} : { refusal: 'disabled' };
  await noteSignIn(database, accountId, { method, device, network, isNewDevice, ...refusal }, now());
  return admitted && { isNewDevice };
}
