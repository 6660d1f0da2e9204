/** The value of one cookie of a Cookie header. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const part of header?.split(';') ?? []) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
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
    `${name}=${value}`,
    `Path=${options.path}`,
    `Max-Age=${options.maxAgeSeconds}`,
    'SameSite=Lax',
  ];
  if (options.isOpenToScript !== true) parts.push('HttpOnly');
  if (options.isSecure) parts.push('Secure');
  return parts.join('; ');
}
