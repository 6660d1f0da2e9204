import type { FieldName, Side } from './fields.ts';
import { agrees } from './fields.ts';
import type { Outcome, Verdict } from './judge.ts';

export const taskStates = ['open', 'proposed', 'closed'] as const;
export type TaskState = (typeof taskStates)[number];

/** What a task is about; 'own' was started by the person herself. */
export const taskKinds = ['mismatch', 'not-found', 'dead', 'moved', 'renumbered', 'own'] as const;
export type TaskKind = (typeof taskKinds)[number];

/** Why it came to what is proposed. The codes are our own. */
export const reasons = [
  'typed-wrongly',
  'marks-lost',
  'paper-changed',
  'number-wrong',
  'number-of-another',
  'theirs-wrong',
  'moved',
  'died',
  'person-asked',
] as const;
export type Reason = (typeof reasons)[number];

/** How who proposes knows it. */
export const grounds = ['in-person', 'paper-on-file', 'by-phone', 'online', 'register'] as const;
export type Ground = (typeof grounds)[number];

/** How a task ended. 'agrees-now': both sides say the same again, nobody had to do anything. */
export const endings = ['taken', 'kept', 'agrees-now', 'withdrawn'] as const;
export type Ending = (typeof endings)[number];

/** Whether the person had to come for it. */
export function endsWithoutVisit(ending: Ending, ground: Ground | undefined): boolean {
  return ending === 'agrees-now' || ending === 'withdrawn' || ground !== 'in-person';
}

/** The task that a verdict asks for; undefined where there is nothing to repair. */
export function taskKindOf(outcome: Outcome): Exclude<TaskKind, 'own'> | undefined {
  if (outcome === 'match' || outcome === 'expired' || outcome === 'unreachable') return undefined;
  return outcome;
}

/**
 * What the machine itself proposes, so that only the second person is needed: a name that differs in marks alone, and a move. Never a death,
 * never another name: somebody at the station asks first.
 */
export function proposalOfMachine({
  outcome,
  fields,
  theirs,
}: Verdict): { readonly take: FieldName[]; readonly reason: Reason } | undefined {
  if (theirs === undefined) return undefined;
  if (outcome === 'moved') return { take: ['address'], reason: 'moved' };
  const differing = (['name', 'birthDate', 'sex'] as const).filter((field) => !agrees(fields[field]));
  const isSpelling = differing.length === 1 && fields.name === 'spelled-otherwise' && hasMarks(theirs);
  return outcome === 'mismatch' && isSpelling ? { take: ['name'], reason: 'marks-lost' } : undefined;
}

/** A register that lost the marks itself has nothing to give. */
function hasMarks({ name = '' }: Side): boolean {
  return /[À-ỹĐđ]/u.test(name.normalize('NFC'));
}

/** Fields that may be taken from the other side: those that differ, and what it knows and the record does not. */
export function takeable(ours: Side, theirs: Side | undefined, kind: TaskKind): FieldName[] {
  if (theirs === undefined || kind === 'not-found') return ['number'];
  const all: readonly (readonly [FieldName, string | undefined, string | undefined])[] = [
    ['name', ours.name, theirs.name],
    ['birthDate', ours.birthDate, theirs.birthDate],
    ['sex', ours.sex, theirs.sex],
    ['address', ours.address, theirs.address],
    ['number', ours.number, theirs.number],
    ['card', ours.card, theirs.card],
    ['state', ours.diedOn, theirs.diedOn],
  ];
  return all.flatMap(([field, one, other]) => {
    if (field === 'state') return other !== undefined && one === undefined ? [field] : [];
    return other !== undefined && one !== other ? [field] : [];
  });
}
