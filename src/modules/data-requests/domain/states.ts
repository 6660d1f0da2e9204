/** Where a request stands. */
export type State = 'waiting' | 'preparing' | 'ready' | 'refused' | 'withdrawn' | 'ended';

/** The two who must both agree: who answers for the data, and who answers for the people in them. */
export type Desk = 'owner' | 'protection';

/** One decision of a desk. */
export interface Decision {
  readonly desk: Desk;
  readonly by: string;
  readonly agrees: boolean;
}

/** Why a decision cannot be taken; undefined where it can. */
export type DecisionFault = 'not-waiting' | 'own-request' | 'decided-already' | 'same-person';

/**
 * Whether this person may decide for this desk now. Nobody decides on her own request, and nobody decides twice, not even where she
 * holds both desks.
 */
export function decisionFault(
  request: { readonly state: State; readonly askedBy: string; readonly decisions: readonly Decision[] },
  desk: Desk,
  by: string,
): DecisionFault | undefined {
  if (request.state !== 'waiting') return 'not-waiting';
  if (request.askedBy === by) return 'own-request';
  if (request.decisions.some((decision) => decision.desk === desk)) return 'decided-already';
  return request.decisions.some((decision) => decision.by === by) ? 'same-person' : undefined;
}

/** Where the request stands after these decisions: one no is enough, two yes of both desks open it. */
export function stateAfter(decisions: readonly Decision[]): State {
  if (decisions.some(({ agrees }) => !agrees)) return 'refused';
  const desks = new Set(decisions.map(({ desk }) => desk));
  return desks.size === 2 ? 'preparing' : 'waiting';
}
