import { errors } from 'oidc-provider';
import type { Client, KoaContextWithOIDC } from 'oidc-provider';
import { namesTwice } from './strict-json.ts';

/** How long a signed assertion may be good for, and how far clocks may differ, in seconds. */
const longest = 5 * 60;
const tolerance = 10;
/** After so long the keys that a client publishes are fetched anew before one of them is believed. */
const keysGoodFor = 15 * 60;

/** What a header may say. Keys come from the registration alone: a header that brings its own, or tells where they are, is refused. */
const headerMembers: ReadonlySet<string> = new Set(['alg', 'kid', 'typ']);

/** The keys of a client as the provider holds them; `freshUntil` is a minute after they were fetched, in seconds. */
interface KeyStore {
  readonly jwksUri?: string;
  readonly freshUntil?: number;
  refresh(): Promise<void>;
  selectForVerify(of: { readonly alg: string; readonly kid: string }): readonly object[];
}

/**
 * Judges an assertion whose signature was found right, before it is used up: short-lived, in time, of one key by name, with nothing in
 * its header that could lead elsewhere and nothing said twice.
 * Error: invalid_client.
 * @source SMART App Launch 2.2.0, "Backend Services", authentication JWT; RFC 7523; RFC 8725
 */
export async function judgeAssertion(
  ctx: KoaContextWithOIDC,
  claims: Readonly<Record<string, unknown>>,
  header: Readonly<Record<string, unknown>>,
  client: Client,
): Promise<void> {
  const now = Math.floor(Date.now() / 1000);
  const { exp, iat, jti, sub } = claims;
  if (typeof exp !== 'number' || exp - now > longest + tolerance)
    refuse('exp must be at most 5 minutes ahead');
  if (iat !== undefined && (typeof iat !== 'number' || iat - now > tolerance))
    refuse('iat must not be in the future');
  if (typeof jti !== 'string' || jti === '' || jti.length > 255)
    refuse('jti must be a text of at most 255 characters');
  if (sub !== client.clientId) refuse('sub must be the client_id');
  if (Object.keys(header).some((member) => !headerMembers.has(member)))
    refuse('the header may hold alg, kid and typ only');
  if (header['typ'] !== undefined && header['typ'] !== 'JWT' && header['typ'] !== 'client-authentication+jwt')
    refuse('typ must be JWT');
  const { kid, alg } = header;
  if (typeof kid !== 'string' || kid === '') refuse('kid must name the key');
  for (const part of textsOf(ctx.oidc.params?.['client_assertion']))
    if (namesTwice(part)) refuse('a member stands twice');
  await demandFreshKeys(client, String(alg), kid, now);
}

/** Keys that a client took out of what it publishes are believed no longer than a quarter of an hour. */
async function demandFreshKeys(client: Client, alg: string, kid: string, now: number): Promise<void> {
  const { asymmetricKeyStore: keys } = client as unknown as { readonly asymmetricKeyStore: KeyStore };
  if (keys.jwksUri === undefined || now - ((keys.freshUntil ?? 0) - 60) < keysGoodFor) return;
  try {
    await keys.refresh();
  } catch {
    refuse('the key set of the client cannot be fetched');
  }
  if (keys.selectForVerify({ alg, kid }).length === 0) refuse('the key is not in the key set any more');
}

/** Header and claims of a compact token as JSON texts. */
function textsOf(assertion: unknown): readonly string[] {
  if (typeof assertion !== 'string') return [];
  return assertion
    .split('.')
    .slice(0, 2)
    .map((part) => Buffer.from(part, 'base64url').toString('utf8'));
}

function refuse(why: string): never {
  throw new errors.InvalidClientAuth(why);
}
