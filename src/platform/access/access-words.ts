/** Why somebody looks: written in each audit line. */
export type Purpose =
  | 'own'
  | 'care'
  | 'emergency'
  | 'public-health'
  | 'quality'
  | 'insurance'
  | 'research'
  | 'administration'
  | 'exchange'
  | 'system';

/** What is done with a resource. */
export type Interaction = 'create' | 'read' | 'update' | 'delete' | 'search';

/**
 * What ties somebody to a person. 'self' is the person herself; the others are rows of record.care_relation, which the write path keeps from
 * the resources that show them, and grants from the reasons that were stated.
 */
export type TieKind =
  | 'charge'
  | 'episode'
  | 'visit'
  | 'treated'
  | 'referral'
  | 'consulted'
  | 'family-doctor'
  | 'residence'
  | 'guardian-of-child'
  | 'guardian-of-adolescent'
  | 'guardian'
  | 'carer'
  | 'relative'
  | 'permit'
  | 'stated-reason'
  | 'break-glass';

/** What may shut a record: the person's own will, or the guard around somebody whom colleagues know. */
export type ClosingKind = 'consent' | 'guard';

/** What ties of some kinds open to an actor: rows of the policy, ready to be asked and to be written into statements. */
export interface Opening {
  readonly kinds: readonly TieKind[];
  readonly lacking: number;
  readonly bearing: number;
  readonly shutBy: readonly ClosingKind[];
  readonly may: (interaction: Interaction, resourceType: string) => boolean;
}
