import type { Language } from '#kernel/schema.ts';
import type { Actor, Purpose } from './actor.ts';

/** Nobody: a request without a token. Reaches only what is public. */
export function anonymousActor(requestId: string, language: Language = 'vi'): Actor {
  return {
    kind: 'anonymous',
    accountId: 'anonymous',
    display: '',
    roles: [],
    permissions: new Set(),
    scopes: [],
    purpose: 'own',
    language,
    requestId,
  };
}

/** Sen itself: start, migrations, jobs, the demo, doors after their sender was checked. */
export function platformActor(requestId: string, language: Language = 'vi'): Actor {
  return {
    kind: 'platform',
    accountId: 'sen',
    display: 'Sen',
    roles: [],
    permissions: new Set(),
    scopes: [],
    purpose: 'system',
    language,
    requestId,
  };
}

/** Roles whose holders usually look for something else than care. */
const usualPurposes: Readonly<Record<string, Purpose>> = {
  citizen: 'own',
  administrator: 'administration',
  supervisor: 'quality',
  'registry-officer': 'administration',
  'public-health-officer': 'public-health',
  'health-department': 'public-health',
};

/** Why a person with these roles looks where she does not say it; care comes before all else, and her own record last. */
export function purposeOf(roles: readonly string[]): Purpose {
  if (roles.some((role) => usualPurposes[role] === undefined)) return 'care';
  const other = roles.find((role) => role !== 'citizen');
  return other === undefined ? 'own' : usualPurposes[other]!;
}
