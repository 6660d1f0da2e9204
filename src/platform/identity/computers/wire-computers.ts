import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Provider } from 'oidc-provider';
import { AppError } from '#kernel/errors.ts';
import type { Actor } from '../../access/actor.ts';
import type { Audit } from '../../audit/audit-log.ts';
import type { Database } from '../../sql/database.ts';
import { actorOf } from '../actor-of.ts';
import { readCookie } from '../cookies.ts';
import { webClientId } from '../oidc/client-store.ts';
import { oidcRoutes } from '../oidc/smart-configuration.ts';
import { computerOf, computerRoutes, switchCookie } from '../routes/computer-routes.ts';
import type { SignInFacts } from '../sessions/session-recorder.ts';
import { createTokenCache } from '../token-cache.ts';
import type { TokenHolder } from '../token-holder.ts';
import { createComputerDesk } from './computer-desk.ts';
import type { Seat } from './computer-desk.ts';
import { beginAtComputer, isLockedAt, takeTicket } from './computer-sessions.ts';
import { noteFullSignIn } from './pin-store.ts';

/** What shared computers are wired with. */
export interface ComputerParts {
  readonly database: Database;
  readonly audit: Audit;
  readonly now: () => Date;
  readonly isSecure: boolean;
  readonly provider: Provider;
  readonly forgetTokens: () => Promise<void>;
  readonly findHolder: (token: string) => Promise<TokenHolder | undefined>;
  readonly actorOfAccount: (accountId: string) => Promise<Omit<Actor, 'requestId'> | undefined>;
}

/** Shared computers, put together. */
export interface Computers {
  mount(http: FastifyInstance): Promise<void>;
  /** The account whose PIN was just typed in this browser, once. */
  takeSwitch(request: FastifyRequest): Promise<string | undefined>;
}

/** Wires it. */
export function wireComputers(parts: ComputerParts): Computers {
  const { database, audit, now, provider, isSecure } = parts;
  const desk = createComputerDesk({
    database,
    audit,
    now,
    forgetTokens: parts.forgetTokens,
    async actorOf(accountId, requestId) {
      const actor = await parts.actorOfAccount(accountId);
      return actor && { ...actor, requestId };
    },
  });
  provider.use(async (ctx, next) => {
    // Behind a locked screen nobody lets an app into the record of who is away.
    const isApp = ctx.path === oidcRoutes.authorization && ctx.query['client_id'] !== webClientId;
    if (isApp && (await isLockedHere(parts, ctx.headers.cookie))) {
      ctx.status = 303;
      ctx.redirect('/');
      return;
    }
    await next();
    const { result, session } = ctx.oidc ?? {};
    if (!result?.login || !session?.accountId || session.destroyed === true) return;
    const { methods = [] } = (result['sen'] as SignInFacts | undefined) ?? {};
    await beginHere(parts, ctx.headers.cookie, {
      uid: session.uid,
      accountId: session.accountId,
      isFull: !methods.includes('pin'),
    });
  });
  return {
    mount: async (http) => {
      await http.register((scope) =>
        computerRoutes(scope, { database, desk, now, isSecure, seatOf: (request) => seatOf(parts, request) }),
      );
    },
    async takeSwitch(request) {
      const ticket = readCookie(request.headers.cookie, switchCookie);
      if (ticket === undefined) return undefined;
      const at = await computerOf(database, request.headers.cookie, now());
      return at && takeTicket(database, ticket, at.computer.id, now());
    },
  };
}

async function isLockedHere({ database, now }: ComputerParts, cookies: string | undefined): Promise<boolean> {
  const at = await computerOf(database, cookies, now());
  return at !== undefined && isLockedAt(database, at.computer, now());
}

/** Writes down that a session began at the shared computer it began at, if it was one. */
async function beginHere(
  { database, now }: ComputerParts,
  cookies: string | undefined,
  session: { readonly uid: string; readonly accountId: string; readonly isFull: boolean },
): Promise<void> {
  const at = await computerOf(database, cookies, now());
  if (at === undefined) return;
  const computerId = at.computer.id;
  await beginAtComputer(database, { ...session, computerId }, now());
  if (session.isFull) await noteFullSignIn(database, computerId, session.accountId, now());
}

/** Who asks, also while her session is locked: only that session itself may be unlocked. Errors: access.login-required. */
async function seatOf({ findHolder }: ComputerParts, request: FastifyRequest): Promise<Seat> {
  let held: TokenHolder | undefined;
  const actor = await actorOf(request, createTokenCache<TokenHolder>(1), async (token) => {
    held = await findHolder(token);
    return held;
  });
  if (actor.kind !== 'person' || actor.scopes.length > 0 || actor.sessionId === undefined)
    throw new AppError('access.login-required');
  return { actor, sessionUid: actor.sessionId, shared: held?.shared };
}
