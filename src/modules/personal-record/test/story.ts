import { randomUUID } from 'node:crypto';
import type { Bundle, BundleEntry, CodeableConcept, Observation, Resource } from '@medplum/fhirtypes';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';

/** What points to a resource of the story. */
export interface Pointer {
  reference: string;
}

/** The clock of the story. */
export const storyDay = new Date('2026-11-22T03:00:00Z');

export const hl7 = 'http://terminology.hl7.org/CodeSystem';

export function coded(system: string, code: string, text: string): CodeableConcept {
  return { coding: [{ system, code }], text };
}

/** Resources of one story, written as one transaction; `add` gives the reference by which others may point to it. */
export function story() {
  const entry: BundleEntry[] = [];
  return {
    add(resource: Resource): Pointer {
      const fullUrl = `urn:uuid:${randomUUID()}`;
      entry.push({ fullUrl, resource, request: { method: 'POST', url: resource.resourceType } });
      return { reference: fullUrl };
    },
    bundle: (): Bundle => ({ resourceType: 'Bundle', type: 'transaction', entry }),
  };
}

export interface Measured {
  readonly code: CodeableConcept;
  readonly value: number;
  readonly unit: string;
  readonly low?: number;
  readonly high?: number;
}

export function result(
  to: { subject: Pointer; encounter?: Pointer; performer?: Pointer[] },
  at: string,
  measured: Measured,
  category = 'laboratory',
): Observation {
  const { code, value, unit, low, high } = measured;
  const bound = (bounded: number) => ({ value: bounded, unit, system: codeSystem.ucum, code: unit });
  return {
    resourceType: 'Observation',
    status: 'final',
    category: [{ coding: [{ system: `${hl7}/observation-category`, code: category }] }],
    code,
    ...to,
    effectiveDateTime: at,
    valueQuantity: { value, unit, system: codeSystem.ucum, code: unit },
    ...((low !== undefined || high !== undefined) && {
      referenceRange: [
        { ...(low !== undefined && { low: bound(low) }), ...(high !== undefined && { high: bound(high) }) },
      ],
    }),
  };
}

export const glucose = {
  code: { coding: [{ system: codeSystem.loinc, code: '14771-0' }], text: 'Định lượng Glucose [Máu]' },
  unit: 'mmol/L',
  low: 3.9,
  high: 6.4,
};
