import { sign, verify, type KeyObject } from 'node:crypto';

/** What stands before the code of a phone. */
export const phonePrefix = 'SEN1.';

/** What a phone's code says: who, until when, and which key signed it. */
export interface PhoneCode {
  readonly key: number;
  readonly patientId: string;
  /** Seconds since 1970. */
  readonly until: number;
}

const shape = /^SEN1\.(\d{1,6})\.([0-9a-z]{1,8})\.([A-Za-z0-9.-]{1,64})\.([A-Za-z0-9_-]{86})$/u;

/** Signs a code: ES256 over its words, about 150 characters, a QR code that a cheap camera reads. */
export function signPhoneCode(code: PhoneCode, key: KeyObject): string {
  const words = wordsOf(code);
  const signature = sign('sha256', Buffer.from(words), { key, dsaEncoding: 'ieee-p1363' });
  return `${words}.${signature.toString('base64url')}`;
}

/** The words of a code before anybody has looked at its signature; undefined where it is none. */
export function readPhoneCode(text: string): (PhoneCode & { readonly signature: string }) | undefined {
  const [, key, until, patientId, signature] = shape.exec(text.trim()) ?? [];
  if (key === undefined) return undefined;
  return {
    key: Number(key),
    until: Number.parseInt(until!, 36),
    patientId: patientId!,
    signature: signature!,
  };
}

/** True where the key signed these very words. */
export function isSignedBy(code: PhoneCode & { readonly signature: string }, key: KeyObject): boolean {
  return verify(
    'sha256',
    Buffer.from(wordsOf(code)),
    { key, dsaEncoding: 'ieee-p1363' },
    Buffer.from(code.signature, 'base64url'),
  );
}

function wordsOf({ key, until, patientId }: PhoneCode): string {
  return `${phonePrefix}${key}.${until.toString(36)}.${patientId}`;
}
