import type { ErrorIssue } from '../../errors.ts';
import { checkInvariants } from './check-invariants.ts';
import { checkProfile } from './check-profile.ts';

/**
 * Second layer of validation, after validateStructure has found nothing: the invariants of base R4, and each VN Core profile that
 * the resource claims in meta.profile. A profile of somebody else is not checked. Issues with severity 'warning' need not stop
 * a write. FHIRPath names the place; both languages say what to correct; no value is repeated.
 */
export function validateProfiles(resource: { readonly resourceType: string }): ErrorIssue[] {
  const json = resource as Readonly<Record<string, unknown>>;
  const issues = checkInvariants(json);
  const claimed = (json['meta'] as { profile?: unknown } | undefined)?.profile;
  if (!Array.isArray(claimed)) return issues;
  for (const canonical of new Set(claimed)) {
    if (typeof canonical === 'string')
      issues.push(...(checkProfile(json, canonical.split('|', 1)[0]!) ?? []));
  }
  return issues;
}
