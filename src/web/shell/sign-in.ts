import * as oauth from 'oauth4webapi';

const client: oauth.Client = { client_id: 'sen-web' };
const scope = 'openid profile offline_access';
const beforeKey = 'sen.sign-in';
const knownKey = 'sen.signed-in-before';

/** A running sign-in. The tokens live in this closure and die with the tab; no storage ever holds them. */
export interface Session {
  /** A token that is still good; `renew` asks for a new one. Undefined when the person has to sign in again. */
  readonly token: (renew?: boolean) => Promise<string | undefined>;
  /** Leaves here and at the provider. */
  readonly signOut: () => Promise<void>;
}

/** What the first look at the address tells. */
export type Start = { readonly session: Session; readonly returnTo: string } | 'stranger' | 'leaving';

interface Tokens {
  access: string;
  expiresAt: number;
  refresh?: string;
  id?: string;
}

interface Before {
  readonly verifier: string;
  readonly state: string;
  readonly returnTo: string;
}

/** Plain http is for loopback only; the server refuses it elsewhere. */
function loose(): { [oauth.allowInsecureRequests]?: boolean } {
  return location.protocol === 'http:' ? { [oauth.allowInsecureRequests]: true } : {};
}

async function provider(): Promise<oauth.AuthorizationServer> {
  const issuer = new URL(location.origin);
  const answer = await oauth.discoveryRequest(issuer, { ...loose(), algorithm: 'oidc' });
  const found = (await answer.clone().json()) as { issuer?: string };
  return oauth.processDiscoveryResponse(new URL(found.issuer ?? issuer.href), answer);
}

/** Leaves for the provider's sign-in page; comes back to /signed-in. `quiet` never asks, it only looks for a running sign-on. */
export async function leaveToSignIn(returnTo: string, quiet = false): Promise<void> {
  const server = await provider();
  const verifier = oauth.generateRandomCodeVerifier();
  const before: Before = { verifier, state: oauth.generateRandomState(), returnTo };
  sessionStorage.setItem(beforeKey, JSON.stringify(before));
  const address = new URL(server.authorization_endpoint ?? '/oidc/auth', location.origin);
  address.search = new URLSearchParams({
    client_id: client.client_id,
    redirect_uri: `${location.origin}/signed-in`,
    response_type: 'code',
    scope,
    state: before.state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ui_locales: document.documentElement.lang,
    ...(quiet ? { prompt: 'none' } : {}),
  }).toString();
  location.assign(address);
}

/**
 * Looks where we are: coming back from the provider, known here before (then a quiet look for a running sign-on), or a
 * stranger who should first see what this is.
 */
export async function startSession(): Promise<Start> {
  const here = new URL(location.href);
  if (here.pathname === '/signed-in') return finishSignIn(here);
  if (localStorage.getItem(knownKey) === null) return 'stranger';
  // The fragment may be the key of a shared link: it waits in this tab and goes to no server.
  await leaveToSignIn(here.pathname + here.search + here.hash, true);
  return 'leaving';
}

/** Who is not signed in any more still reads the public page that she asked for. */
function goBack(stored: string | null): void {
  const wanted = stored === null ? '/' : (JSON.parse(stored) as Before).returnTo;
  if (wanted.startsWith('/') && !wanted.startsWith('//')) history.replaceState(null, '', wanted);
}

async function finishSignIn(here: URL): Promise<Start> {
  const stored = sessionStorage.getItem(beforeKey);
  sessionStorage.removeItem(beforeKey);
  if (stored === null || here.searchParams.has('error')) {
    localStorage.removeItem(knownKey);
    goBack(stored);
    return 'stranger';
  }
  const before = JSON.parse(stored) as Before;
  const server = await provider();
  const values = oauth.validateAuthResponse(server, client, here, before.state);
  const redirect = `${location.origin}/signed-in`;
  const answer = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    oauth.None(),
    values,
    redirect,
    before.verifier,
    loose(),
  );
  const tokens = keep(await oauth.processAuthorizationCodeResponse(server, client, answer));
  localStorage.setItem(knownKey, 'yes');
  return { session: sessionOf(server, tokens), returnTo: before.returnTo };
}

function keep(answer: oauth.TokenEndpointResponse, earlier?: Tokens): Tokens {
  const refresh = answer.refresh_token ?? earlier?.refresh;
  const id = answer.id_token ?? earlier?.id;
  return {
    access: answer.access_token,
    expiresAt: Date.now() + (answer.expires_in ?? 300) * 1000,
    ...(refresh === undefined ? {} : { refresh }),
    ...(id === undefined ? {} : { id }),
  };
}

/** Half a minute before the end a token counts as spent, so that no request leaves with one that dies on the way. */
const spareMs = 30_000;

function sessionOf(server: oauth.AuthorizationServer, first: Tokens): Session {
  let tokens = first;
  let renewing: Promise<string | undefined> | undefined;

  async function renew(): Promise<string | undefined> {
    if (tokens.refresh !== undefined) {
      const answer = await oauth.refreshTokenGrantRequest(
        server,
        client,
        oauth.None(),
        tokens.refresh,
        loose(),
      );
      if (answer.ok) {
        tokens = keep(await oauth.processRefreshTokenResponse(server, client, answer), tokens);
        return tokens.access;
      }
    }
    await leaveToSignIn(location.pathname + location.search + location.hash);
    return undefined;
  }

  return {
    async token(again = false) {
      if (!again && tokens.expiresAt - spareMs > Date.now()) return tokens.access;
      renewing ??= renew().finally(() => {
        renewing = undefined;
      });
      return renewing;
    },
    async signOut() {
      localStorage.removeItem(knownKey);
      const address = new URL(server.end_session_endpoint ?? '/', location.origin);
      address.searchParams.set('client_id', client.client_id);
      address.searchParams.set('post_logout_redirect_uri', `${location.origin}/`);
      if (tokens.id !== undefined) address.searchParams.set('id_token_hint', tokens.id);
      location.assign(address);
    },
  };
}
