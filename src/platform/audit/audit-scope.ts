import type { Actor } from '../access/actor.ts';
import type { AuditFilter } from './search-audit.ts';

/** Which lines somebody may see. */
export type AuditScope =
  | { readonly lines: 'all' }
  | { readonly lines: 'facility'; readonly facilityId: string }
  | { readonly lines: 'own'; readonly patientId: string }
  | { readonly lines: 'none' };

/**
 * Who may read which lines of the log: who looks for a leak all of them, a facility's supervisor what was done in its name, a person what
 * was done with her own record. An administrator none: who sees whom is a fact about a person's health.
 * @source Law 91/2025/QH15 (a person's right to know who processes her data); TT 13/2025/TT-BYT (every view is logged)
 */
export function auditScope(actor: Actor): AuditScope {
  if (actor.kind === 'platform') return { lines: 'all' };
  if (actor.kind !== 'person' || actor.scopes.length > 0) return { lines: 'none' };
  if (actor.permissions.has('audit.trace')) return { lines: 'all' };
  if (actor.permissions.has('audit.facility') && actor.facilityId !== undefined)
    return { lines: 'facility', facilityId: actor.facilityId };
  if (actor.permissions.has('audit.own') && actor.patientId !== undefined)
    return { lines: 'own', patientId: actor.patientId };
  return { lines: 'none' };
}

/** The filter within the scope; undefined where no line of it may be seen. */
export function withinScope(scope: AuditScope, filter: AuditFilter): AuditFilter | undefined {
  switch (scope.lines) {
    case 'all':
      return filter;
    case 'facility':
      return filter.facilityId === undefined || filter.facilityId === scope.facilityId
        ? { ...filter, facilityId: scope.facilityId }
        : undefined;
    case 'own':
      return filter.patientId === undefined || filter.patientId === scope.patientId
        ? { ...filter, patientId: scope.patientId }
        : undefined;
    case 'none':
      return undefined;
  }
}
