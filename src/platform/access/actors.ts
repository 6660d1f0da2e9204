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

/** Why a person with these roles looks; care comes before administration, and her own record last. */
export function purposeOf(roles: readonly string[]): Purpose {
  if (roles.some((role) => role !== 'citizen' && role !== 'administrator')) return 'care';
  return roles.includes('administrator') ? 'administration' : 'own';
}
