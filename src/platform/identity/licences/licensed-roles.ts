import type { Actor } from '../../access/actor.ts';
import type { RoleGrant } from '../accounts.ts';
import { findLicenceFault } from './licence.ts';
import type { Licence } from './licence.ts';

/**
 * Roles whose rights rest on a practising licence. Nurses, pharmacists and technicians need one by the same law: their roles are added
 * here when they come.
 * @source Luật Khám bệnh, chữa bệnh 15/2023/QH15, Art. 19, 26 (titles that must hold a practising licence) (verify)
 */
export const licensedRoles: ReadonlySet<string> = new Set(['station-doctor', 'hospital-doctor']);

/** Roles that somebody was given and may not use now, and why. */
export type Withheld = NonNullable<Actor['withheld']>;

/** The roles that count now: all of them, or those that need no licence where none is good. */
export function usableGrants(
  grants: readonly RoleGrant[],
  licences: readonly Licence[],
  now: Date,
): { readonly grants: readonly RoleGrant[]; readonly withheld?: Withheld } {
  const needing = grants.filter(({ role }) => licensedRoles.has(role));
  if (needing.length === 0) return { grants };
  const because = findLicenceFault(licences, now);
  if (because === undefined) return { grants };
  const roles = [...new Set(needing.map(({ role }) => role))];
  return { grants: grants.filter(({ role }) => !licensedRoles.has(role)), withheld: { roles, because } };
}
