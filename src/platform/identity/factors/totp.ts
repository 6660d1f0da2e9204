import { Secret, TOTP } from 'otpauth';

/** Seconds that one code stands for. */
export const stepSeconds = 30;

/** A new secret in base32: 160 random bits, as RFC 4226 section 4 recommends. */
export function makeTotpSecret(): string {
  return new Secret({ size: 20 }).base32;
}

function totpOf(secret: string, label = ''): TOTP {
  // SHA-1 and six digits are what every authenticator app reads; an app that is told otherwise often says nothing and shows wrong codes.
  return new TOTP({
    issuer: 'Sen',
    label,
    algorithm: 'SHA1',
    digits: 6,
    period: stepSeconds,
    secret: Secret.fromBase32(secret),
  });
}

/** The address that an authenticator app reads from the QR code. */
export function totpAddress(secret: string, username: string): string {
  return totpOf(secret, username).toString();
}

/**
 * Which step a code belongs to, looking one step back and one ahead for clocks that differ; undefined where the code is wrong, or its
 * step is not after `lastStep`: a code that was watched over a shoulder is not taken a second time.
 * @source RFC 6238, section 5.2
 */
export function stepOfCode(secret: string, code: string, now: Date, lastStep: number): number | undefined {
  const token = code.replaceAll(/\s/gu, '');
  if (!/^\d{6}$/u.test(token)) return undefined;
  const delta = totpOf(secret).validate({ token, timestamp: now.getTime(), window: 1 });
  if (delta === null) return undefined;
  const step = Math.floor(now.getTime() / 1000 / stepSeconds) + delta;
  return step > lastStep ? step : undefined;
}
