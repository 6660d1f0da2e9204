import { AppError } from '#kernel/errors.ts';
import type { CertifiedRequest } from './oidc/mutual-tls.ts';
import type { Actor } from '../access/actor.ts';
import { anonymousActor } from '../access/actors.ts';
import { purposeHeader, readPurpose } from '../access/purposes.ts';
import { languageOf } from '../http/language.ts';
import type { TokenCache } from './token-cache.ts';
import type { TokenHolder } from './token-holder.ts';

/** What is read of a request. */
export interface TokenRequest {
  readonly id: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The connection, for tokens that are bound to a client certificate. */
  readonly raw?: CertifiedRequest;
}

/** Header by which a person with several posts says in which facility's name she works now: an Organization id. */
export const facilityHeader = 'sen-facility';

/**
 * Who makes this request. Without an Authorization header nobody; with one that is not a live bearer token the request is refused, so
 * that a client whose token ended hears of it instead of seeing an empty record.
 * Errors: access.login-required (its `detail` is the OAuth error code for WWW-Authenticate), access.denied for a facility that is
 * not the person's.
 * @source RFC 6750
 */
export async function actorOf(
  request: TokenRequest,
  cache: TokenCache<TokenHolder>,
  find: (token: string) => Promise<TokenHolder | undefined>,
  certificateShown: () => string | undefined = () => undefined,
): Promise<Actor> {
  const { headers, id: requestId } = request;
  const language = languageOf(textOf(headers['accept-language']));
  const header = headers.authorization;
  if (header === undefined) return anonymousActor(requestId, language);
  const token = typeof header === 'string' ? bearer.exec(header)?.[1] : undefined;
  if (token === undefined) throw new AppError('access.login-required', { detail: 'invalid_request' });
  let held = cache.get(token);
  if (!held) {
    held = await find(token);
    if (!held) throw new AppError('access.login-required', { detail: 'invalid_token' });
    cache.set(token, held, held.expiresAtMs);
  }
  // A bound token that somebody else shows is as good as none. @source RFC 8705, section 3
  if (held.boundTo !== undefined && held.boundTo !== certificateShown())
    throw new AppError('access.login-required', { detail: 'invalid_token' });
  const facility = textOf(headers[facilityHeader]);
  const holder = facility === undefined ? held.holder : held.byFacility.get(facility);
  if (!holder) throw new AppError('access.denied', { detail: 'not a facility of this account' });
  const stated = textOf(headers[purposeHeader]);
  if (stated === undefined) return { ...holder, language, requestId };
  return { ...holder, purpose: readPurpose(stated, holder.roles), language, requestId };
}

const bearer = /^Bearer +([\w~+/.-]{20,512}=*)$/iu;

function textOf(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' && header !== '' ? header : undefined;
}

/**
 * The WWW-Authenticate header that goes with a 401.
 * @param error OAuth error code; left out where the request carried no token at all
 */
export function bearerChallenge(error?: string): string {
  return error === undefined ? 'Bearer realm="sen"' : `Bearer realm="sen", error="${error}"`;
}
