import type { LicenceFault } from '#kernel/licence-errors.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';

/** What the issuer last said of a licence. That it ran out is worked out from its last day, never stored by a job. */
export type LicenceState = 'active' | 'suspended' | 'revoked';

/** A practising licence of a health worker as the sign-in needs it. Days are days in Viet Nam, 'YYYY-MM-DD'. */
export interface Licence {
  readonly number: string;
  readonly kind: 'CCHN' | 'GPHN' | 'other';
  /** What she may practise, in the issuer's words. */
  readonly scope?: string;
  readonly validFrom?: string;
  /** The last day on which it is good. */
  readonly validTo?: string;
  readonly state: LicenceState;
}

/** Codes of `LicenceFault`, the one that is told first coming first. */
const faultOrder = [
  'access.licence-suspended',
  'access.licence-revoked',
  'access.licence-expired',
  'access.licence-not-begun',
] as const satisfies readonly LicenceFault[];

/**
 * Why the holder of these licences may not practise now; undefined where she may. One good licence is enough, since an old certificate
 * ends when the new licence is given; but where one is suspended no other helps, for what is suspended is her practising, not a paper.
 * @source Luật Khám bệnh, chữa bệnh 15/2023/QH15 (practising needs a licence in force); several licences of one person: own rule, verify
 */
export function findLicenceFault(licences: readonly Licence[], now: Date): LicenceFault | undefined {
  if (licences.length === 0) return 'access.licence-missing';
  const today = dayInVietnam(now);
  const faults = licences.map((licence) => faultOn(licence, today));
  if (faults.includes('access.licence-suspended')) return 'access.licence-suspended';
  if (faults.includes(undefined)) return undefined;
  return faultOrder.find((fault) => faults.includes(fault));
}

/** How a licence stands on a day: what the issuer said, and whether the day lies between its first and its last. */
export function standingOn(licence: Licence, today: string): LicenceState | 'expired' | 'not-begun' {
  if (licence.state !== 'active') return licence.state;
  if (licence.validTo !== undefined && today > licence.validTo) return 'expired';
  return licence.validFrom !== undefined && today < licence.validFrom ? 'not-begun' : 'active';
}

function faultOn(licence: Licence, today: string): LicenceFault | undefined {
  const standing = standingOn(licence, today);
  return standing === 'active' ? undefined : `access.licence-${standing}`;
}
