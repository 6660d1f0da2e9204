import type { CertificateLine } from '../api.ts';
import type { KeptCertificate } from '../authority/worker-certificates.ts';

/** A certificate as pages show it, with its state at `now`. */
export function certificateLine(one: KeptCertificate, now: Date): CertificateLine {
  const state =
    one.revokedAt !== undefined && one.revokedAt <= now
      ? 'revoked'
      : one.to < now
        ? 'expired'
        : one.from > now
          ? 'not-yet-valid'
          : 'good';
  return {
    serial: one.serial,
    name: one.name,
    licence: one.licence,
    facility: one.facilityName,
    keeper: one.keeper,
    from: one.from.toISOString(),
    to: one.to.toISOString(),
    state,
    ...(one.revokedAt !== undefined && { revokedAt: one.revokedAt.toISOString() }),
    ...(one.revokeReason !== undefined && { reason: one.revokeReason }),
  };
}
