import type { Bundle, BundleEntry, Patient, Resource } from '@medplum/fhirtypes';
import * as z from 'zod';
import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import type { Operation } from '#platform/module/define-module.ts';
import type { Candidate } from '../api.ts';
import { matchPatient } from '../people/match.ts';

const gradeUrl = 'http://hl7.org/fhir/StructureDefinition/match-grade';
const usualCount = 10;
const mostCount = 100;

interface Asked {
  readonly patient: Patient;
  readonly onlyCertain: boolean;
  readonly count: number;
}

const parameter = z.looseObject({
  name: z.string(),
  resource: z.unknown().optional(),
  valueBoolean: z.boolean().optional(),
  valueInteger: z.number().optional(),
});

/** Reads the Parameters of $match; a Patient alone as the body is taken too. */
const asked = z
  .object({
    parameters: z
      .looseObject({ resourceType: z.string(), parameter: z.array(parameter).optional() })
      .optional(),
  })
  .transform(({ parameters }): Asked => {
    const list = parameters?.resourceType === 'Parameters' ? (parameters.parameter ?? []) : [];
    const named = (name: string) => list.find((one) => one.name === name);
    const patient = parameters?.resourceType === 'Patient' ? parameters : named('resource')?.resource;
    if ((patient as Partial<Resource> | undefined)?.resourceType !== 'Patient') throw missing();
    const count = named('count')?.valueInteger ?? usualCount;
    return {
      patient: patient as Patient,
      onlyCertain: named('onlyCertainMatches')?.valueBoolean ?? false,
      count: Math.min(Math.max(1, Math.trunc(count)), mostCount),
    };
  });

function missing(): AppError {
  const text = {
    vi: 'Cần tham số resource là một Patient.',
    en: 'The parameter resource must be a Patient.',
  };
  return new AppError('request.invalid', { issues: [{ path: 'Parameters.parameter', text }] });
}

/**
 * Patient/$match of the standard, over the whole index. An entry holds the Patient where the caller reaches her; beyond her reach it is an
 * address, a score and a grade, so that a system learns that somebody is there without learning who.
 */
export const matchOperation: Operation<Asked, Bundle> = {
  code: 'match',
  title: { vi: 'Tìm người trùng khớp', en: 'Find matching people' },
  level: 'type',
  resourceTypes: ['Patient'],
  base: 'http://hl7.org/fhir/OperationDefinition/Patient-match',
  parameters: [
    { name: 'resource', use: 'in', min: 1, max: '1', type: 'Resource' },
    { name: 'onlyCertainMatches', use: 'in', min: 0, max: '1', type: 'boolean' },
    { name: 'count', use: 'in', min: 0, max: '1', type: 'integer' },
    { name: 'return', use: 'out', min: 1, max: '1', type: 'Bundle' },
  ],
  affectsState: false,
  allow: 'registry.match',
  input: asked,
  handle: async (ctx, { patient, onlyCertain, count }) => {
    const { id: _asked, ...draft } = patient;
    const found = await matchPatient(ctx, draft as Patient, count);
    const certain = found.filter(({ grade }) => grade === 'certain');
    // More than one certain match is none: the standard asks for one that may be acted on.
    const chosen = onlyCertain ? (certain.length === 1 ? certain : []) : found;
    const reached = await patientsWithinReach(ctx, chosen);
    return {
      resourceType: 'Bundle',
      type: 'searchset',
      total: chosen.length,
      ...(chosen.length > 0 && { entry: chosen.map((one) => entryOf(one, reached.get(one.personId))) }),
    };
  },
};

function entryOf({ personId, score, grade }: Candidate, resource: Patient | undefined): BundleEntry {
  return {
    fullUrl: `Patient/${personId}`,
    ...(resource !== undefined && { resource }),
    search: {
      extension: [{ url: gradeUrl, valueCode: grade }],
      mode: 'match',
      score: Math.round(score * 1e6) / 1e6,
    },
  };
}

/** One search for all of them; whoever lies beyond the reach of the caller is not among the answers. */
export async function patientsWithinReach(
  ctx: Context,
  candidates: readonly Pick<Candidate, 'personId'>[],
): Promise<ReadonlyMap<string, Patient>> {
  const ids = candidates.map(({ personId }) => personId);
  if (ids.length === 0) return new Map();
  const page = await ctx.record.search('Patient', `_id=${ids.join(',')}&_count=${ids.length}`);
  return new Map(page.matches.map(({ id, text }) => [id, JSON.parse(text) as Patient]));
}
