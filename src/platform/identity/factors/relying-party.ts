import { ownOrigins } from '../own-origins.ts';

/** Who Sen is to an authenticator. */
export interface RelyingParty {
  /** The host that passkeys belong to, 'sen.example.vn'. */
  readonly id: string;
  /** Where a page may stand that asks for one of them. */
  readonly origins: readonly string[];
}

/**
 * The relying party of an installation. An address of digits is no domain, so on a laptop passkeys belong to 'localhost' and work where
 * the page is opened by that name.
 * @param publicUrl SEN_PUBLIC_URL
 * @source WebAuthn Level 3, section 5.1.2: the RP ID is a valid domain string
 */
export function relyingPartyOf(publicUrl: string): RelyingParty {
  const origins = ownOrigins(publicUrl);
  const names = origins.map((origin) => new URL(origin));
  const localhost = names.filter(({ hostname }) => hostname === 'localhost');
  if (localhost.length > 0) return { id: 'localhost', origins: localhost.map(({ origin }) => origin) };
  return { id: names[0]?.hostname ?? '', origins };
}
