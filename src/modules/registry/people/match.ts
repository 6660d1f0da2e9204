import type { Patient } from '@medplum/fhirtypes';
import type { Assessment } from '#kernel/matching/assess.ts';
import { grades } from '#kernel/matching/fields.ts';
import type { Context } from '#platform/context.ts';
import type { Candidate } from '../api.ts';
import { findCandidates, type Probe } from '../index/find-candidates.ts';
import { featuresOfPatient } from '../index/read-person.ts';
import { assessorOf } from '../models/models.ts';

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
  const probe = { features: await featuresOfPatient(patient), selfId: patient.id };
  const [candidates] = await matchMany(ctx, [probe], limit);
  return candidates!;
}

/** The same for several people at once, who are not compared with each other: one statement for all of them. */
export async function matchMany(
  ctx: Context,
  probes: readonly Probe[],
  limit: number,
): Promise<readonly (readonly Candidate[])[]> {
  const { found, model, people, holdersOf } = await findCandidates(ctx, probes);
  if (found.every((some) => some.length === 0)) return found.map(() => []);
  const assessor = await assessorOf(ctx, model);
  const around = { population: Math.max(people, leastPopulation), holdersOfPhone: holdersOf };
  return probes.map(({ features }, place) =>
    found[place]!.flatMap(({ personId, features: other }) => {
      const assessment = assessor.assessLikely(features, other, around);
      return assessment === undefined ? [] : [{ personId, assessment }];
    })
      .toSorted(
        (a, b) => orderOf(a.assessment) - orderOf(b.assessment) || b.assessment.bits - a.assessment.bits,
      )
      .slice(0, limit)
      .map(({ personId, assessment }) => candidateOf(personId, assessment, assessor.model.version)),
  );
}

function orderOf({ grade }: Assessment): number {
  return grades.indexOf(grade);
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
