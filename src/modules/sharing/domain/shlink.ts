import * as z from 'zod/mini';

/**
 * What a SMART Health Link says.
 * @source SMART Health Cards and Links IG 1.0.0, "SMART Health Links": payload of the link
 */
const payload = z.object({
  url: z.url({ protocol: /^https?$/u }).check(z.maxLength(128)),
  key: z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/u)),
  exp: z.optional(z.number()),
  flag: z.optional(z.string().check(z.regex(/^[A-Z]{0,8}$/u))),
  label: z.optional(z.string().check(z.maxLength(80))),
  v: z.optional(z.literal(1)),
});
export type ShlinkPayload = z.infer<typeof payload>;

const scheme = 'shlink:/';
const longest = 4000;

/** Writes the link; whoever has these words has the key. */
export function writeShlink(link: ShlinkPayload): string {
  return scheme + toBase64url(new TextEncoder().encode(JSON.stringify(link)));
}

/** Reads a link as it was pasted, scanned or stands behind the # of a viewer's address; undefined where it is none. */
export function readShlink(text: string): ShlinkPayload | undefined {
  const at = text.indexOf(scheme);
  if (at < 0 || text.length > longest) return undefined;
  const bytes = fromBase64url(text.slice(at + scheme.length).trim());
  if (bytes === undefined) return undefined;
  try {
    const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    const read = payload.safeParse(json);
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}

/** Bytes in the letters of an address. */
export function toBase64url(bytes: Uint8Array): string {
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  return text
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/={1,2}$/u, '');
}

/** The bytes again; undefined where the text is not the one way in which they are written. */
export function fromBase64url(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[A-Za-z0-9_-]*$/u.test(text) || text.length % 4 === 1) return undefined;
  const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (sign) =>
    sign.charCodeAt(0),
  );
  // The last letter may hold bits that no byte has: another letter would mean the same bytes.
  return toBase64url(bytes) === text ? bytes : undefined;
}
