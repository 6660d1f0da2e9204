/**
 * By what names the national e-ID tells what Sen needs. How VNeID itself names its claims and levels is unknown: no public description
 * was found. Here stand OpenID's own names, and for the rest names of Sen's that its simulator speaks too. When the real ones are known,
 * this table is what changes.
 * @source OpenID Connect Core 1.0, section 5.1 (name, birthdate); personal number and levels: own convention, verify
 */
export const claimNames = {
  personalNumber: 'personal_number',
  name: 'name',
  birthDate: 'birthdate',
  /** Values of `acr`; one that does not stand here counts as level 1. */
  levels: { 'urn:sen:eid-level:1': 1, 'urn:sen:eid-level:2': 2 },
} as const;

/** The value of `acr` that Sen asks for. */
export const wantedLevel = 'urn:sen:eid-level:2';

/** Somebody as the e-ID tells of her, its token having been checked. */
export interface UpstreamPerson {
  /** Her name at the issuer: never shown, never logged. */
  readonly subject: string;
  readonly level: 1 | 2;
  readonly personalNumber?: string;
  readonly name?: string;
  /** 'YYYY-MM-DD'. */
  readonly birthDate?: string;
}

/** Reads the claims of a checked id_token. What has another form than expected counts as not told. */
export function readClaims(
  claims: Readonly<Record<string, unknown>> & { readonly sub: string },
): UpstreamPerson {
  const acr = claims['acr'];
  const levels: Readonly<Record<string, 1 | 2>> = claimNames.levels;
  const level = typeof acr === 'string' && Object.hasOwn(levels, acr) ? (levels[acr] ?? 1) : 1;
  const personalNumber = textLike(claims[claimNames.personalNumber], /^\d{12}$/u);
  const birthDate = textLike(claims[claimNames.birthDate], /^\d{4}-\d{2}-\d{2}$/u);
  const name = textLike(claims[claimNames.name], /^.{1,200}$/u);
  return {
    subject: claims.sub,
    level,
    ...(personalNumber === undefined ? {} : { personalNumber }),
    ...(name === undefined ? {} : { name }),
    ...(birthDate === undefined ? {} : { birthDate }),
  };
}

function textLike(value: unknown, pattern: RegExp): string | undefined {
  return typeof value === 'string' && pattern.test(value) ? value : undefined;
}
