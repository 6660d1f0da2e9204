import type { Identifier, Patient } from '@medplum/fhirtypes';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';

/** What makes a wrong decision on two records likelier or worse. Own rule, verify: the weights and the limit. */
export const dangers = {
  'other-number': 40,
  'distinct-before': 40,
  'other-sex': 25,
  'like-twins': 25,
  'other-birth': 20,
  'one-dead': 20,
  'other-name': 15,
  'both-sign-in': 15,
  'both-in-care': 10,
  'many-lines': 10,
} as const;
export type Danger = keyof typeof dangers;

/** From so much danger on a second person has to agree. */
export const secondFrom = 25;

/** What is known beside the two Patients. */
export interface RiskFacts {
  readonly accounts: readonly [one: boolean, other: boolean];
  readonly visits: readonly [one: number, other: number];
  /** Somebody said before that a record of the one and a record of the other are two persons. */
  readonly saidDistinct: boolean;
}

/** What is dangerous about joining two records, the worst first. */
export function dangersOf(one: Patient, other: Patient, facts: RiskFacts): Danger[] {
  const found = new Set<Danger>();
  if (differ(numberOf(one), numberOf(other))) found.add('other-number');
  if (facts.saidDistinct) found.add('distinct-before');
  if (differ(known(one.gender), known(other.gender))) found.add('other-sex');
  if (differ(one.birthDate, other.birthDate) && !isPart(one.birthDate!, other.birthDate!))
    found.add('other-birth');
  if (isDead(one) !== isDead(other)) found.add('one-dead');
  const [first, second] = [wordsOf(one), wordsOf(other)];
  if (first.length > 0 && second.length > 0 && first.join(' ') !== second.join(' ')) {
    found.add('other-name');
    const isSameHome =
      first[0] === second[0] && one.birthDate !== undefined && one.birthDate === other.birthDate;
    if (isSameHome && first.at(-1) !== second.at(-1)) found.add('like-twins');
  }
  if (facts.accounts.every(Boolean)) found.add('both-sign-in');
  if (facts.visits.every((count) => count > 0)) found.add('both-in-care');
  if (facts.visits.every((count) => count >= 10)) found.add('many-lines');
  return [...found].toSorted((a, b) => dangers[b] - dangers[a]);
}

/** How dangerous it is, 0 to 100. */
export function riskOf(found: readonly Danger[]): number {
  return Math.min(
    100,
    found.reduce((sum, danger) => sum + dangers[danger], 0),
  );
}

/** True where one person alone must not join them. */
export function needsSecond(risk: number): boolean {
  return risk >= secondFrom;
}

function differ(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other;
}

const known = (gender: string | undefined): string | undefined => (gender === 'unknown' ? undefined : gender);

/** '1990' says no more than '1990-05-12' does. */
function isPart(one: string, other: string): boolean {
  return one.startsWith(other) || other.startsWith(one);
}

const isDead = ({ deceasedBoolean, deceasedDateTime }: Patient): boolean =>
  deceasedBoolean === true || deceasedDateTime !== undefined;

function numberOf({ identifier = [] }: Patient): string | undefined {
  const isHers = ({ system, use }: Identifier): boolean =>
    system === identifierSystem.personalNumber && use !== 'old';
  return identifier.find(isHers)?.value;
}

function wordsOf({ name: names = [] }: Patient): string[] {
  const name = names.find(({ use }) => use === 'official') ?? names[0];
  const text = name?.text ?? [name?.family, ...(name?.given ?? [])].join(' ');
  return text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[đĐ]/gu, 'd')
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '');
}
