import type { Permission } from '#kernel/contract.ts';
import type { Policy } from '../module/define-module.ts';
import type { Actor, Refusal, Subject } from './actor.ts';

/**
 * Whether `actor` may use `permission` on `subject`: the permission must be among the actor's, and no policy that narrows it may
 * refuse. The platform itself is not narrowed. Pure; the first refusal wins and names its reason.
 */
export function can(
  actor: Actor,
  permission: Permission,
  subject: Subject = {},
  policies: readonly Policy[] = [],
): 'allow' | Refusal {
  if (actor.kind === 'platform') return 'allow';
  if (actor.kind === 'anonymous') return { refuse: 'access.not-signed-in' };
  if (!actor.permissions.has(permission)) return { refuse: 'access.no-permission' };
  for (const policy of policies) {
    if (policy.permission !== permission) continue;
    const verdict = policy.check(actor, subject);
    if (verdict !== 'allow') return verdict;
  }
  return 'allow';
}
