import type { ClosingKind, Interaction, Purpose, TieKind } from './access-words.ts';
import type { Actor, RecordScope, Refusal } from './actor.ts';
import { effectivePurpose, mayWithOwn } from './openings.ts';
import { recordScope } from './record-scope.ts';
import type { RefusalCode } from './refusals.ts';
import { isOpenType } from './resource-kinds.ts';

/** That somebody is tied to a person: a row of record.care_relation. */
export interface Tie {
  readonly kind: TieKind;
  /** Who is tied: an Organization's id, 'Practitioner/1', 'Patient/1', 'place:09319', 'account:1', '*'. */
  readonly grantee: string;
  readonly since: Date;
  readonly until: Date | null;
  /** Sensitive bits that it opens by itself, where it opens any: then no line without one of them. */
  readonly opens: number;
  /** The only types that it opens; null for all. */
  readonly types: readonly string[] | null;
}

/** What shuts a record or a part of it: a row of record.closing. */
export interface Closing {
  readonly kind: ClosingKind;
  /** Whom it shuts out; null for everybody. */
  readonly grantees: readonly string[] | null;
  /** Whom it leaves in all the same. */
  readonly spared: readonly string[] | null;
  readonly types: readonly string[] | null;
  /** Sensitive bits of which a line has one; 0 for every line. */
  readonly labels: number;
  readonly purposes: readonly string[] | null;
  readonly since: Date;
  readonly until: Date | null;
}

/** What the record knows of an actor and a person at one moment. */
export interface PersonFacts {
  readonly ties: readonly Tie[];
  readonly closings: readonly Closing[];
  readonly now: Date;
}

/** What a decision is about: one line, or, without its bits, all lines of a type of one person. */
export interface Line {
  readonly resourceType: string;
  /** True where the actor is the person in whose compartment it lies. */
  readonly isOwn?: boolean;
  /** What the line tells, as bits of kernel/sensitivity; for something that is to be created what it will tell. */
  readonly sensitive?: number;
}

/** Lines that are open: those that lack all of some bits, bear one of others where there are any, and are not shut. */
export interface LineRule {
  readonly lacking: number;
  readonly bearing: number;
  readonly shut: readonly Pick<Closing, 'labels'>[];
}

/** Allowed, refused with a reason, or allowed with what is left of the lines: any of the rules lets a line through. */
export type Decision =
  'allow' | (Refusal & { readonly refuse: RefusalCode }) | { readonly narrow: readonly LineRule[] };

const nobody: PersonFacts = { ties: [], closings: [], now: new Date(0) };
const refuse = (code: RefusalCode): Refusal & { readonly refuse: RefusalCode } => ({ refuse: code });

/**
 * Whether an actor may do this, and if not, why. Pure: the same rules are written into the statements of searches by record/reach.ts, from
 * the same openings.
 * @param scope may be passed where it was worked out before
 */
export function decide(
  actor: Actor,
  action: Interaction,
  line: Line,
  facts: PersonFacts = nobody,
  scope: RecordScope = recordScope(actor),
): Decision {
  if (actor.kind === 'anonymous') return refuse('access.not-signed-in');
  if (!scope.may(action, line.resourceType)) return refuse(refusalFor(actor));
  if (scope.reach === 'all' || isOpenType(line.resourceType)) return 'allow';
  if (line.isOwn === true && scope.patientIds.length > 0 && mayWithOwn(action, line.resourceType))
    return 'allow';
  if (action === 'create')
    return opensTo(scope, action, line.resourceType, facts) ? 'allow' : refuse('access.outside-reach');
  const rules = rulesFor(actor, scope, action, line.resourceType, facts);
  if (rules.some(isWhole)) return 'allow';
  if (rules.length === 0) return refuse('access.outside-reach');
  if (line.sensitive === undefined) return { narrow: rules };
  const { sensitive } = line;
  return rules.some((rule) => letsThrough(rule, sensitive)) ? 'allow' : refuse('access.needs-reason');
}

/** Whether some tie lets the actor do this with some line of the type: enough for writing down what is new, which shows nothing. */
export function opensTo(
  scope: RecordScope,
  action: Interaction,
  resourceType: string,
  { ties, now }: PersonFacts,
): boolean {
  return ties.some(
    (tie) =>
      holds(tie, now) &&
      scope.grantees.includes(tie.grantee) &&
      scope.openings.some(({ kinds, may }) => kinds.includes(tie.kind) && may(action, resourceType)),
  );
}

/** What is open of a person's lines of one type; nothing where the list is empty. */
export function rulesFor(
  actor: Actor,
  scope: RecordScope,
  action: Interaction,
  resourceType: string,
  { ties, closings, now }: PersonFacts,
): readonly LineRule[] {
  const valid = ties.filter((tie) => holds(tie, now) && scope.grantees.includes(tie.grantee));
  if (valid.length === 0) return [];
  const purpose = effectivePurpose(actor);
  const shutting = closings.filter(
    (closing) => holds(closing, now) && shuts(closing, scope.grantees, purpose, resourceType),
  );
  const rules = new Map<string, LineRule>();
  for (const { kinds, lacking, bearing, shutBy, may } of scope.openings) {
    if (!may(action, resourceType)) continue;
    const shut = shutting.filter(({ kind }) => shutBy.includes(kind));
    if (shut.some(({ labels }) => labels === 0)) continue;
    for (const tie of valid) {
      if (!kinds.includes(tie.kind) || tie.types?.includes(resourceType) === false) continue;
      const rule = { lacking: lacking & ~tie.opens, bearing: tie.opens === 0 ? bearing : tie.opens, shut };
      rules.set(`${rule.lacking} ${rule.bearing} ${shut.map(({ labels }) => labels).join()}`, rule);
    }
  }
  return [...rules.values()];
}

/** Whether a rule lets a line with these bits through. */
export function letsThrough({ lacking, bearing, shut }: LineRule, sensitive: number): boolean {
  if ((sensitive & lacking) !== 0) return false;
  if (bearing !== 0 && (sensitive & bearing) === 0) return false;
  return shut.every(({ labels }) => (sensitive & labels) === 0);
}

/** True for a rule that no line is held back by. */
export function isWhole({ lacking, bearing, shut }: LineRule): boolean {
  return lacking === 0 && bearing === 0 && shut.length === 0;
}

function holds({ since, until }: Pick<Tie, 'since' | 'until'>, now: Date): boolean {
  return since <= now && (until === null || until > now);
}

function shuts(closing: Closing, grantees: readonly string[], purpose: Purpose, type: string): boolean {
  const names = (list: readonly string[] | null): boolean =>
    list?.some((one) => grantees.includes(one)) === true;
  return (
    (closing.grantees === null || names(closing.grantees)) &&
    !names(closing.spared) &&
    (closing.types === null || closing.types.includes(type)) &&
    (closing.purposes === null || closing.purposes.includes(purpose))
  );
}

function refusalFor(actor: Actor): RefusalCode {
  if (actor.kind === 'system') return 'access.not-in-scope';
  return actor.scopes.length > 0 ? 'access.not-for-app' : 'access.not-for-role';
}
