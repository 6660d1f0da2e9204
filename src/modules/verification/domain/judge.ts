import type { InsuredPerson, PopulationPerson } from '../../doors/api.ts';
import { compareSides } from './compare-sides.ts';
import { agrees, type Comparison, type FieldName, type Side } from './fields.ts';
import { sideOfCitizen, sideOfInsured } from './sides.ts';

/** How a person stands with a register. 'unreachable' says nothing about her. */
export const outcomes = [
  'match',
  'mismatch',
  'not-found',
  'dead',
  'moved',
  'renumbered',
  'expired',
  'unreachable',
] as const;
export type Outcome = (typeof outcomes)[number];

/** How much harm it would do to leave it so. high: the number may be another person's, or a death. */
export type Risk = 'none' | 'low' | 'middle' | 'high';

/** What a comparison comes to. */
export interface Verdict {
  readonly outcome: Exclude<Outcome, 'unreachable'>;
  readonly risk: Risk;
  readonly fields: Comparison;
  /** What the register says; undefined where it knows nobody. */
  readonly theirs?: Side;
}

/** Fields that say who somebody is. */
const identity = ['name', 'birthDate', 'sex'] as const satisfies FieldName[];

/** The number is nobody's: mistyped, of the old kind, or invented. */
export const nobody: Verdict = { outcome: 'not-found', risk: 'middle', fields: { number: 'different' } };

/** Judges an answer of the population database. */
export function judgeCitizen(ours: Side, person: PopulationPerson): Verdict {
  const theirs = sideOfCitizen(person);
  const fields = compareSides(ours, theirs);
  const verdict = (outcome: Verdict['outcome'], risk: Risk): Verdict => ({ outcome, risk, fields, theirs });
  if (identity.some((field) => !agrees(fields[field]))) return verdict('mismatch', identityRisk(fields));
  if (!agrees(fields.state)) return verdict('dead', 'high');
  if (!agrees(fields.number)) return verdict('renumbered', 'low');
  return agrees(fields.address) ? verdict('match', 'none') : verdict('moved', 'low');
}

/** Judges an answer of social insurance. Where she lives and whether she lives is not its business. */
export function judgeInsured(ours: Side, person: InsuredPerson): Verdict {
  const theirs = sideOfInsured(person);
  const { name, birthDate, sex, number, card } = compareSides(ours, theirs);
  const fields: Comparison = { name, birthDate, sex, number, card };
  const verdict = (outcome: Verdict['outcome'], risk: Risk): Verdict => ({ outcome, risk, fields, theirs });
  if (identity.some((field) => !agrees(fields[field]))) return verdict('mismatch', identityRisk(fields));
  if (!agrees(number) || !agrees(card)) return verdict('renumbered', 'low');
  return person.state === 'valid' ? verdict('match', 'none') : verdict('expired', 'none');
}

/** Another name and another birth day under one number: most likely another person. Only marks lost: most likely typing. */
export function identityRisk(fields: Comparison): Risk {
  const differing = identity.filter((field) => !agrees(fields[field]));
  if (fields.name === 'different' && (fields.birthDate === 'different' || fields.sex === 'different'))
    return 'high';
  if (differing.every((field) => fields[field] === 'spelled-otherwise')) return 'low';
  return fields.name === 'different' || differing.length > 1 ? 'high' : 'middle';
}
