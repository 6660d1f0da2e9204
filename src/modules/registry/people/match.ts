import type { Patient } from '@medplum/fhirtypes';
import type { Assessment } from '#kernel/matching/assess.ts';
import { grades } from '#kernel/matching/fields.ts';
import type { PersonFeatures } from '#kernel/matching/person-features.ts';
import type { Context } from '#platform/context.ts';
import type { Candidate } from '../api.ts';
import { countHolders, countPeople, findCandidates } from '../index/find-candidates.ts';
import { featuresOfPatient } from '../index/read-person.ts';
import { assessorInUse } from '../models/models.ts';

/**
 * A small store is a piece of a country, and who is alike in it may be anybody of the country: fewer people than this never make a
 * likeness surer. Own rule, verify.
 */
export const leastPopulation = 100_000;

/** The likeliest people of the store for a Patient that may lack an id; herself left out. Best first, certainly-not left out. */
export async function matchPatient(
  ctx: Context,
  patient: Patient,
  limit = 10,
): Promise<readonly Candidate[]> {
  return matchFeatures(ctx, await featuresOfPatient(patient), limit, patient.id);
}

/** The same for what is comparable already. */
export async function matchFeatures(
  ctx: Context,
  features: PersonFeatures,
  limit: number,
  selfId?: string,
): Promise<readonly Candidate[]> {
  const found = await findCandidates(ctx, features, selfId);
  if (found.length === 0) return [];
  const [assessor, population, holdersOfPhone] = [
    await assessorInUse(ctx),
    await countPeople(ctx),
    await countHolders(ctx, features.phones),
  ];
  const around = { population: Math.max(population, leastPopulation), holdersOfPhone };
  return found
    .map(({ personId, features: other }) =>
      candidateOf(personId, assessor.assess(features, other, around), assessor.model.version),
    )
    .filter(({ grade }) => grade !== 'certainly-not')
    .toSorted((a, b) => grades.indexOf(a.grade) - grades.indexOf(b.grade) || b.bits - a.bits)
    .slice(0, limit);
}

/**
 * What others are told of a pair: ids, names of fields, levels and weights. Weights have one decimal, because a finer one would tell by
 * its frequency which name it is; the score in bits is their sum, so that the explanation adds up.
 */
export function candidateOf(personId: string, assessment: Assessment, model: string): Candidate {
  const { probability, grade, rule, against, reasons } = assessment;
  const prior = oneDecimal(assessment.prior);
  const fields = reasons
    .filter(({ level }) => level !== 'missing')
    .map((reason) => ({ ...reason, weight: oneDecimal(reason.weight) }));
  return {
    personId,
    score: Number(probability.toFixed(4)),
    bits: oneDecimal(fields.reduce((sum, { weight }) => sum + weight, prior)),
    grade,
    explanation: { against, prior, fields, ...(rule !== undefined && { rule }), model },
  };
}

function oneDecimal(value: number): number {
  return Number(value.toFixed(1));
}
