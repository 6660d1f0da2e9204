import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const prefix = 'sealed:';

/** For whom and where a header's value may be opened again: the account that gave it, towards the same place. */
export interface SealPlace {
  readonly accountId: string;
  /** Scheme, host and port of the endpoint. */
  readonly origin: string;
}

/**
 * Headers with their values sealed (AES-256-GCM), so that nobody reads a secret back, not even who gave it. A sealed value that is
 * sent again stays; copied to another place or by another account it cannot be opened.
 */
export function sealHeaders(headers: readonly string[], key: Buffer, place: SealPlace): string[] {
  return headers.map((header) => {
    const { name, value } = split(header);
    if (value.startsWith(prefix)) return `${name}: ${value}`;
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(boundTo(name, place));
    const closed = Buffer.concat([nonce, cipher.update(value, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `${name}: ${prefix}${closed.toString('base64url')}`;
  });
}

/** The headers in clear, for the call itself only; undefined where one was not sealed for this place. */
export function openHeaders(
  headers: readonly string[],
  key: Buffer,
  place: SealPlace,
): Record<string, string> | undefined {
  const open: Record<string, string> = {};
  try {
    for (const header of headers) {
      const { name, value } = split(header);
      if (!value.startsWith(prefix)) return undefined;
      const closed = Buffer.from(value.slice(prefix.length), 'base64url');
      const opener = createDecipheriv('aes-256-gcm', key, closed.subarray(0, 12))
        .setAAD(boundTo(name, place))
        .setAuthTag(closed.subarray(-16));
      open[name] = Buffer.concat([opener.update(closed.subarray(12, -16)), opener.final()]).toString('utf8');
    }
  } catch {
    return undefined;
  }
  return open;
}

function split(header: string): { name: string; value: string } {
  const at = header.indexOf(':');
  return { name: header.slice(0, at), value: header.slice(at + 1).trim() };
}

function boundTo(name: string, { accountId, origin }: SealPlace): Buffer {
  return Buffer.from(JSON.stringify([name.toLowerCase(), accountId, origin]));
}
