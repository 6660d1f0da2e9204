import type { NewClient } from '../clients.ts';
import { askToken, authorizationRequest, Visitor } from './start-site.ts';
import type { Site, TokenAnswer } from './start-site.ts';

export const password = 'sen nở giữa đầm 2026';
export const callback = 'https://app.example/back';

/** Registers a public app of somebody else. */
export function makeApp(
  site: Site,
  scope: string,
  more: Partial<NewClient> = {},
): ReturnType<Site['identity']['createClient']> {
  return site.identity.createClient({
    name: 'Sổ tim mạch',
    scope,
    redirectUris: [callback],
    isPublic: true,
    ...more,
  });
}

/** An app on its way to a person: the browser, what proves the app later, and the page that is shown. */
export interface OnTheWay {
  readonly visitor: Visitor;
  readonly verifier: string;
  readonly page: { readonly status: number; readonly body: string; readonly headers: Headers };
}

/** Opens the app's request, signs in where asked, and stops at the page that comes then. */
export async function begin(
  site: Site,
  clientId: string,
  scope: string,
  more: {
    readonly username?: string;
    readonly visitor?: Visitor;
    readonly query?: Record<string, string>;
  } = {},
): Promise<OnTheWay> {
  const visitor = more.visitor ?? new Visitor();
  const { address, verifier } = authorizationRequest(site, {
    client_id: clientId,
    redirect_uri: callback,
    scope,
    aud: `${site.url}/fhir`,
    ...more.query,
  });
  let page = await visitor.open(address);
  if (page.body.includes('name="password"'))
    page = await visitor.send(page, { username: more.username ?? 'hoa', password });
  return { visitor, verifier, page };
}

/** Agrees to these scopes on the consent page. */
export async function agree({ visitor, page }: OnTheWay, allow: string): ReturnType<Visitor['open']> {
  return visitor.send(page, { answer: 'agree', allow });
}

/** Trades the code that the browser was sent back with for tokens. */
export async function tokensOf(
  site: Site,
  clientId: string,
  { visitor, verifier }: Pick<OnTheWay, 'visitor' | 'verifier'>,
): Promise<TokenAnswer> {
  const code = new URL(visitor.at).searchParams.get('code') ?? '';
  const { body } = await askToken(site, {
    grant_type: 'authorization_code',
    client_id: clientId,
    code,
    code_verifier: verifier,
    redirect_uri: callback,
  });
  return body;
}

/** Begins, agrees to everything that is asked, and gives the tokens. */
export async function letIn(
  site: Site,
  clientId: string,
  scope: string,
  more: Parameters<typeof begin>[3] = {},
): Promise<OnTheWay & { readonly tokens: TokenAnswer }> {
  const way = await begin(site, clientId, scope, more);
  await agree(way, scope);
  return { ...way, tokens: await tokensOf(site, clientId, way) };
}

/** Asks for new tokens with a refresh token. */
export function refresh(
  site: Site,
  clientId: string,
  token: string,
  more: Record<string, string> = {},
): ReturnType<typeof askToken> {
  return askToken(site, {
    grant_type: 'refresh_token',
    client_id: clientId,
    refresh_token: token,
    ...more,
  });
}

/** What stands in a signed token. */
export function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<
    string,
    unknown
  >;
}
