import * as oauth from 'oauth4webapi';
import { createOutgoing } from '../../http/outgoing.ts';
import { outgoingFetch } from '../../http/outgoing-fetch.ts';
import { readClaims, wantedLevel } from './claims.ts';
import type { UpstreamPerson } from './claims.ts';
import type { Attempt, UpstreamTrouble } from './attempts.ts';

/** Where the e-ID is and as whom Sen speaks there. */
export interface UpstreamSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Inner hosts that may be called: 'host' or 'host:port'. */
  readonly outgoingAllow: readonly string[];
}

/** The e-ID did not give an answer that can be believed. */
export class UpstreamFailed extends Error {
  readonly trouble: UpstreamTrouble;

  constructor(trouble: UpstreamTrouble, cause?: unknown) {
    super(`national e-ID: ${trouble}`, { cause });
    this.name = 'UpstreamFailed';
    this.trouble = trouble;
  }
}

/** Sen as a client of the national e-ID. */
export interface UpstreamClient {
  readonly issuer: string;
  /** Where to send the browser. Error: UpstreamFailed. */
  leave(attempt: Omit<Attempt, 'interaction' | 'issuer'>, state: string): Promise<URL>;
  /** Who came back, from the address she came back to. Error: UpstreamFailed. */
  arrive(attempt: Attempt, here: URL, state: string): Promise<UpstreamPerson>;
}

/** For one call to the e-ID: whoever waits for a page should not wait longer. */
const callMs = 8000;
/** How long the e-ID's description of itself is believed. */
const descriptionMs = 10 * 60 * 1000;

/**
 * A client of the e-ID by the code flow with PKCE, state and nonce; the id_token's signature is checked by the issuer's keys, also though
 * it came over TLS.
 * @param redirect this installation's own address for the answer
 */
export function createUpstreamClient(settings: UpstreamSettings, redirect: string): UpstreamClient {
  const issuer = new URL(settings.issuer);
  const isPlain = issuer.protocol === 'http:';
  const allowed = [...settings.outgoingAllow, ...(isPlain ? [issuer.host] : [])];
  const call = outgoingFetch(createOutgoing(allowed), callMs);
  const options = {
    [oauth.customFetch]: (url: string, init: object) => call(url, init),
    // Settings let plain http through for this machine alone: the simulator.
    [oauth.allowInsecureRequests]: isPlain,
  };
  const client: oauth.Client = { client_id: settings.clientId };
  const keys: oauth.JWKSCacheInput = {};
  let known: { readonly server: oauth.AuthorizationServer; readonly until: number } | undefined;

  async function describe(): Promise<oauth.AuthorizationServer> {
    if (known !== undefined && known.until > Date.now()) return known.server;
    const answer = await oauth.discoveryRequest(issuer, { ...options, algorithm: 'oidc' });
    const server = await oauth.processDiscoveryResponse(issuer, answer);
    known = { server, until: Date.now() + descriptionMs };
    return server;
  }

  async function exchange(attempt: Attempt, here: URL, state: string): Promise<UpstreamPerson> {
    const server = await describe();
    const values = oauth.validateAuthResponse(server, client, here, state);
    const answer = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      oauth.ClientSecretBasic(settings.clientSecret),
      values,
      redirect,
      attempt.verifier,
      options,
    );
    const tokens = await oauth.processAuthorizationCodeResponse(server, client, answer, {
      expectedNonce: attempt.nonce,
      requireIdToken: true,
    });
    await oauth.validateApplicationLevelSignature(server, answer, { ...options, [oauth.jwksCache]: keys });
    const claims = oauth.getValidatedIdTokenClaims(tokens);
    if (claims === undefined) throw new UpstreamFailed('not-trusted');
    return readClaims(claims);
  }

  return {
    issuer: settings.issuer,
    async leave({ nonce, verifier }, state) {
      const server = await describe().catch((cause: unknown) => fail(cause));
      const address = new URL(server.authorization_endpoint ?? settings.issuer);
      address.search = new URLSearchParams({
        ...Object.fromEntries(address.searchParams),
        client_id: client.client_id,
        redirect_uri: redirect,
        response_type: 'code',
        scope: 'openid profile',
        state,
        nonce,
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        acr_values: wantedLevel,
      }).toString();
      return address;
    },
    arrive: (attempt, here, state) => exchange(attempt, here, state).catch((cause: unknown) => fail(cause)),
  };
}

function fail(cause: unknown): never {
  if (cause instanceof UpstreamFailed) throw cause;
  if (cause instanceof oauth.AuthorizationResponseError)
    throw new UpstreamFailed(cause.error === 'access_denied' ? 'cancelled' : 'not-trusted', cause);
  // The guard of outgoing calls throws as fetch does.
  if (cause instanceof TypeError) throw new UpstreamFailed('unreachable', cause);
  const status = cause instanceof oauth.OperationProcessingError ? statusOf(cause.cause) : undefined;
  throw new UpstreamFailed(status !== undefined && status >= 500 ? 'unreachable' : 'not-trusted', cause);
}

function statusOf(answer: unknown): number | undefined {
  return answer instanceof Response ? answer.status : undefined;
}
