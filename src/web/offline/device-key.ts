/** A key closed under another one. */
export interface ClosedKey {
  readonly salt: string;
  readonly iv: string;
  readonly data: string;
}

/** Rounds that a code is stretched by: about a second on a slow phone. @source OWASP Password Storage Cheat Sheet, PBKDF2-HMAC-SHA256 */
export const codeRounds = 600_000;

/** A fresh key of a device, as bytes: it leaves memory only closed. */
export function drawKey(): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(32));
}

/** The key as the browser works with it; it cannot be read out again. */
export function workingKey(bytes: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']);
}

/** Closes the key under the centre's share: it opens to a sign-in at the centre, and no more once the share is destroyed. */
export function closeUnderShare(bytes: Uint8Array<ArrayBuffer>, share: string): Promise<ClosedKey> {
  return close(bytes, (salt) => keyOfShare(share, salt));
}

export function openWithShare(closed: ClosedKey, share: string): Promise<Uint8Array<ArrayBuffer>> {
  return open(closed, (salt) => keyOfShare(share, salt));
}

/** Closes the key under the worker's own code, for days without a network. */
export function closeUnderCode(bytes: Uint8Array<ArrayBuffer>, code: string): Promise<ClosedKey> {
  return close(bytes, (salt) => keyOfCode(code, salt));
}

/** Throws where the code is not right. */
export function openWithCode(closed: ClosedKey, code: string): Promise<Uint8Array<ArrayBuffer>> {
  return open(closed, (salt) => keyOfCode(code, salt));
}

type Deriving = (salt: Uint8Array<ArrayBuffer>) => Promise<CryptoKey>;

async function close(bytes: Uint8Array<ArrayBuffer>, derive: Deriving): Promise<ClosedKey> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const data = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await derive(salt), bytes);
  return { salt: print(salt), iv: print(iv), data: print(new Uint8Array(data)) };
}

async function open({ salt, iv, data }: ClosedKey, derive: Deriving): Promise<Uint8Array<ArrayBuffer>> {
  const key = await derive(read(salt));
  return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: read(iv) }, key, read(data)));
}

async function keyOfShare(share: string, salt: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey('raw', read(share), 'HKDF', false, ['deriveKey']);
  const info = new TextEncoder().encode('sen device key');
  return crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt, info },
    base,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  );
}

async function keyOfCode(code: string, salt: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  const typed = new TextEncoder().encode(code.normalize('NFKC'));
  const base = await crypto.subtle.importKey('raw', typed, 'PBKDF2', false, ['deriveKey']);
  const stretch = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: codeRounds };
  return crypto.subtle.deriveKey(stretch, base, { name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt',
  ]);
}

const print = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
const read = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
