/** From whom a second factor is asked at sign-in. */
export type SecondFactorPolicy = 'everyone' | 'staff' | 'optional';

/** Roles of people who see their own record only. */
const ownRecordOnly: ReadonlySet<string> = new Set(['citizen']);

/** Whether an account works in Sen for others: it administers, or it sees other people's records. */
export function isStaff(roles: readonly string[]): boolean {
  return roles.some((role) => !ownRecordOnly.has(role));
}

/**
 * Whether a sign-in with these roles needs a second factor: always for whoever administers or sees other people's records, for a
 * citizen as she likes. A passkey with user verification is two factors by itself.
 * @source TCVN 14423:2026 as drawn on by Decree 331/2026/NĐ-CP, level 3: more than one factor for access from outside and for administration
 */
export function demandsSecondFactor(roles: readonly string[], policy: SecondFactorPolicy): boolean {
  if (policy === 'optional') return false;
  return policy === 'everyone' || isStaff(roles);
}
