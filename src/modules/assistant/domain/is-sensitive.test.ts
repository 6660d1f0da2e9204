import type { AllergyIntolerance, MedicationRequest, Observation } from '@medplum/fhirtypes';
import { describe, expect, it } from 'vitest';
import { clashesOf, medicineOf } from './read-medicines.ts';
import { isOutOfRange, newestOf, readingOf, resultOf } from './read-observation.ts';

const now = new Date('2026-11-23T03:00:00Z');
const confidentiality = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality';
const usual = { security: [{ system: confidentiality, code: 'N' }] };
const restricted = { security: [{ system: confidentiality, code: 'R' }] };

const result = (loinc: string, more: Partial<Observation> = {}): Observation => ({
  resourceType: 'Observation',
  id: 'o',
  status: 'final',
  category: [{ coding: [{ code: 'laboratory' }] }],
  code: { coding: [{ system: 'http://loinc.org', code: loinc }] },
  effectiveDateTime: '2026-11-20T03:00:00Z',
  valueQuantity: { value: 240 },
  interpretation: [{ coding: [{ code: 'H' }] }],
  ...more,
});
const atc = (code: string, text: string) => ({ text, coding: [{ system: 'http://www.whocc.no/atc', code }] });
const prescribed = (
  code: string,
  text: string,
  more: Partial<MedicationRequest> = {},
): MedicationRequest => ({
  resourceType: 'MedicationRequest',
  id: 'm',
  status: 'active',
  intent: 'order',
  medicationCodeableConcept: atc(code, text),
  subject: { reference: 'Patient/p' },
  authoredOn: '2026-11-20T03:00:00Z',
  ...more,
});
const allergy = (code: string, text: string, more: Partial<AllergyIntolerance> = {}): AllergyIntolerance => ({
  resourceType: 'AllergyIntolerance',
  id: 'a',
  code: atc(code, text),
  patient: { reference: 'Patient/p' },
  ...more,
});

describe('what is sensitive by its code alone makes no fact', () => {
  it.each(['20447-9', '25836-8', '7917-8'])('a result of HIV (%s) that no label closes', (loinc) => {
    expect(isOutOfRange(result(loinc))).toBe(false);
    expect(resultOf(result(loinc), newestOf([]), now)).toBeUndefined();
  });
  it.each([
    ['J05AR10', 'Lopinavir'],
    ['N06AB03', 'Fluoxetine'],
  ])('a medicine (%s), and an allergy that it meets', (code, name) => {
    expect(medicineOf(prescribed(code, name), now)).toBeUndefined();
    expect(clashesOf([prescribed(code, name)], [allergy(code, name)], now)).toEqual([]);
  });
  it('an allergy alone that is sensitive', () => {
    const uncoded = prescribed('', '', { medicationCodeableConcept: { text: 'Fluoxetine 20 mg' } });
    expect(clashesOf([uncoded], [allergy('N06AB03', 'Fluoxetine')], now)).toEqual([]);
    expect(clashesOf([uncoded], [{ ...allergy('', ''), code: { text: 'Fluoxetine' } }], now)).toHaveLength(1);
  });
});

describe('a label that closes nothing silences nothing', () => {
  it('usual confidentiality; restricted does', () => {
    expect(isOutOfRange(result('14682-9', { meta: usual }))).toBe(true);
    expect(isOutOfRange(result('14682-9', { meta: restricted }))).toBe(false);
    expect(medicineOf(prescribed('J01CA04', 'Amoxicillin', { meta: usual }), now)).toBeDefined();
    expect(medicineOf(prescribed('J01CA04', 'Amoxicillin', { meta: restricted }), now)).toBeUndefined();
    const amoxicillin = prescribed('J01CA04', 'Amoxicillin');
    expect(clashesOf([amoxicillin], [allergy('J01CA04', 'Amoxicillin', { meta: usual })], now)).toHaveLength(
      1,
    );
  });
  it('of a reading at home', () => {
    const reading: Observation = {
      resourceType: 'Observation',
      id: 'r',
      status: 'final',
      code: { coding: [{ system: 'http://loinc.org', code: '59408-5' }] },
      effectiveDateTime: '2026-11-23T02:00:00Z',
      valueQuantity: { value: 91, code: '%' },
    };
    expect(readingOf({ ...reading, meta: usual }, { now })).toMatchObject({ value: 91 });
    expect(readingOf({ ...reading, meta: restricted }, { now })).toBeUndefined();
  });
});
