import type { Immunization, Observation } from '@medplum/fhirtypes';
import type { Bilingual } from '#kernel/schema.ts';
import { dayFrom } from './from-fhir.ts';
import { reactionSigns, type ReactionSign } from './reaction.ts';

const system = 'urn:sen:reaction';
const signSystem = 'urn:sen:reaction-sign';

/** A reaction as a device writes it: an Observation at the dose. The centre makes the AdverseEvent of it, which no role writes by itself. */
export function reactionObservation(noted: {
  readonly id: string;
  readonly dose: Immunization;
  readonly signs: readonly ReactionSign[];
  readonly beganAt: Date;
  readonly notedAt: Date;
}): Observation {
  const { id, dose, signs, beganAt, notedAt } = noted;
  return {
    resourceType: 'Observation',
    id,
    status: 'final',
    category: [
      { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'exam' }] },
    ],
    code: { coding: [{ system, code: 'after-dose' }], text: 'Phản ứng sau tiêm chủng' },
    subject: dose.patient,
    partOf: [{ reference: `Immunization/${dose.id!}` }],
    effectiveDateTime: beganAt.toISOString(),
    issued: notedAt.toISOString(),
    valueCodeableConcept: {
      coding: signs.map((code) => ({ system: signSystem, code, display: reactionSigns[code].vi })),
    },
  };
}

/** What such an Observation says; undefined for any other. */
export function reactionFrom(resource: Observation):
  | {
      readonly immunizationId: string;
      readonly signs: readonly ReactionSign[];
      readonly beganAt: Date;
      readonly notedAt: Date | undefined;
    }
  | undefined {
  if (resource.code.coding?.some((one) => one.system === system) !== true) return undefined;
  const [type, immunizationId] = resource.partOf?.[0]?.reference?.split('/') ?? [];
  const beganAt = new Date(resource.effectiveDateTime ?? '');
  const signs = (resource.valueCodeableConcept?.coding ?? []).flatMap((one) =>
    one.system === signSystem && one.code !== undefined && one.code in reactionSigns
      ? [one.code as ReactionSign]
      : [],
  );
  if (type !== 'Immunization' || immunizationId === undefined || signs.length === 0) return undefined;
  if (Number.isNaN(beganAt.getTime())) return undefined;
  const notedAt = resource.issued === undefined ? undefined : new Date(resource.issued);
  return { immunizationId, signs, beganAt, notedAt };
}

/** Why a reaction cannot have begun then; undefined where it can. */
export function reactionTimeFault(
  dose: Immunization,
  beganAt: Date,
  now: Date,
): 'before-dose' | 'in-future' | undefined {
  const on = dayFrom(dose.occurrenceDateTime);
  if (on !== undefined && beganAt.getTime() < Date.parse(`${on}T00:00:00+07:00`)) return 'before-dose';
  return beganAt.getTime() > now.getTime() ? 'in-future' : undefined;
}

/** Those faults in words. */
export const timeFaults = {
  'before-dose': { vi: 'Phản ứng bắt đầu trước khi tiêm.', en: 'The reaction began before the dose.' },
  'in-future': { vi: 'Giờ bắt đầu chưa tới.', en: 'The time it began has not come yet.' },
} as const satisfies Record<string, Bilingual>;
