import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Provider } from 'oidc-provider';
import { readCookie, writeCookie } from '../cookies.ts';
import { knownBrowser, knownBrowserCookie, knownBrowserSeconds, makeKnownBrowser } from '../known-browser.ts';
import { amrOfMethods, levelOf } from '../sessions/assurance.ts';
import type { SignInMethod } from '../sessions/assurance.ts';
import { coarseNetwork } from '../sessions/coarse-network.ts';
import { deviceNameOf } from '../sessions/device-name.ts';
import type { SignInFacts } from '../sessions/session-recorder.ts';
import type { PageTurn } from './form-scope.ts';

/** What is needed to let somebody in. */
export interface FinishParts {
  readonly provider: Provider;
  readonly isSecure: boolean;
  /** Keys that seal the cookie of a known browser. */
  readonly formKeys: readonly string[];
  /** Lets in, audits and writes into the person's history; undefined where the account is closed. */
  readonly admit: (
    came: Arrival,
    requestId: string,
  ) => Promise<{ readonly isNewDevice: boolean } | undefined>;
}

/** Somebody who has shown enough. */
export interface Arrival {
  readonly accountId: string;
  readonly methods: readonly SignInMethod[];
  /** Where the methods alone do not say it: a sign-in elsewhere. */
  readonly level?: 1 | 2;
  readonly device: string;
  readonly network: string;
  readonly isKnown: boolean;
}

/** The id of this browser where `username` has signed in with it before. */
export function browserOf(
  parts: Pick<FinishParts, 'formKeys'>,
  request: FastifyRequest,
  username: string,
): string | undefined {
  return knownBrowser(parts.formKeys, username, readCookie(request.headers.cookie, knownBrowserCookie));
}

/** The device and the coarse network of a request. */
export function placeOf(request: FastifyRequest): { readonly device: string; readonly network: string } {
  return { device: deviceNameOf(request.headers['user-agent']), network: coarseNetwork(request.ip) };
}

/** Lets somebody in and sends her on to the app; undefined where the account is closed. */
export async function finishSignIn(
  parts: FinishParts,
  request: FastifyRequest,
  reply: FastifyReply,
  turn: PageTurn,
  who: {
    readonly accountId: string;
    readonly username: string;
    readonly methods: readonly SignInMethod[];
    readonly level?: 1 | 2;
    readonly isKnown: boolean;
  },
): Promise<FastifyReply | undefined> {
  const { username, ...rest } = who;
  const place = placeOf(request);
  const admitted = await parts.admit({ ...rest, ...place }, request.id);
  if (!admitted) return undefined;
  const cookie = readCookie(request.headers.cookie, knownBrowserCookie);
  if (!who.isKnown) {
    turn.cookies.push(
      writeCookie(knownBrowserCookie, makeKnownBrowser(parts.formKeys, username, cookie), {
        path: '/oidc/sign-in',
        maxAgeSeconds: knownBrowserSeconds,
        isSecure: parts.isSecure,
      }),
    );
  }
  const sen: SignInFacts = {
    methods: who.methods,
    level: who.level ?? levelOf(who.methods),
    network: place.network,
    isNewDevice: admitted.isNewDevice,
  };
  const login = { accountId: who.accountId, amr: amrOfMethods(who.methods) };
  return turn.redirect(await parts.provider.interactionResult(request.raw, reply.raw, { login, sen }));
}
