import type { Actor, RecordScope, Refusal } from './actor.ts';
import { recordScope } from './record-scope.ts';
import type { RefusalCode } from './refusals.ts';
import { isOpenType } from './resource-kinds.ts';

/** The facts about one resource that the decision needs. */
export interface RecordFacts {
  readonly resourceType: string;
  /** The person whose compartment it lies in; undefined outside every compartment. */
  readonly patientId?: string;
  /** True where record.care_relation ties that person to the actor's facility today. */
  readonly isInCare?: boolean;
}

/** Whether `actor` may do this to one resource, and if not, why. `scope` may be passed where it was computed before. */
export function decideRecord(
  actor: Actor,
  interaction: Parameters<RecordScope['may']>[0],
  facts: RecordFacts,
  scope: RecordScope = recordScope(actor),
): 'allow' | (Refusal & { readonly refuse: RefusalCode }) {
  if (actor.kind === 'anonymous') return { refuse: 'access.not-signed-in' };
  if (!scope.may(interaction, facts.resourceType)) return { refuse: refusalFor(actor) };
  if (scope.reach === 'all' || isOpenType(facts.resourceType)) return 'allow';
  const isOwn = facts.patientId !== undefined && scope.patientIds.includes(facts.patientId);
  if (isOwn && scope.reach !== 'none') return 'allow';
  return scope.reach === 'facility' && facts.isInCare === true ? 'allow' : { refuse: 'access.outside-reach' };
}

function refusalFor(actor: Actor): RefusalCode {
  if (actor.kind === 'system') return 'access.not-in-scope';
  return actor.scopes.length > 0 ? 'access.not-for-app' : 'access.not-for-role';
}
