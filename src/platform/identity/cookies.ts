/**
 * The name under which a cookie is set where the address is https: browsers then take it only over TLS, and one for the whole site from no
 * neighbouring host either.
 * @source RFC 6265bis, section 4.1.3: __Secure- and __Host-
 */
export function prefixedName(name: string, path: string): string {
  return `${path === '/' ? '__Host-' : '__Secure-'}${name}`;
}

const ours = /^sen-[\w.-]+$/;
const prefixed = /^__(?:Host|Secure)-(sen-[\w.-]+)$/;

/**
 * The Cookie header as the pages read it where the address is https: cookies of ours without a prefix are left out, since whoever holds a
 * neighbouring host or the line without TLS could have set them.
 */
export function withoutPlain(header: string | undefined): string | undefined {
  return header
    ?.split(';')
    .filter((part) => !ours.test(part.slice(0, Math.max(part.indexOf('='), 0)).trim()))
    .join(';');
}

/** The value of one cookie of a Cookie header, with or without a prefix. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const part of header?.split(';') ?? []) {
    const at = part.indexOf('=');
    const given = part.slice(0, Math.max(at, 0)).trim();
    if (given === name || prefixed.exec(given)?.[1] === name) return part.slice(at + 1).trim();
  }
  return undefined;
}

/** A Set-Cookie header. Values are ours (base64url and dots), so nothing needs quoting. */
export function writeCookie(
  name: string,
  value: string,
  options: {
    readonly path: string;
    readonly maxAgeSeconds: number;
    readonly isSecure: boolean;
    readonly isOpenToScript?: boolean;
  },
): string {
  const parts = [
    `${options.isSecure ? prefixedName(name, options.path) : name}=${value}`,
    `Path=${options.path}`,
    `Max-Age=${options.maxAgeSeconds}`,
    'SameSite=Lax',
  ];
  if (options.isOpenToScript !== true) parts.push('HttpOnly');
  if (options.isSecure) parts.push('Secure');
  return parts.join('; ');
}
