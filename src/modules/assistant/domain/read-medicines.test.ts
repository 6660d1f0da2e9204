import type { AllergyIntolerance, MedicationRequest, MedicationStatement } from '@medplum/fhirtypes';
import { describe, expect, it } from 'vitest';
import { clashesOf, medicineOf } from './read-medicines.ts';

const now = new Date('2026-11-23T03:00:00Z');
let made = 0;
const prescribed = (
  code: string,
  text: string,
  more: Partial<MedicationRequest> = {},
): MedicationRequest => ({
  resourceType: 'MedicationRequest',
  id: `m${(made += 1)}`,
  status: 'active',
  intent: 'order',
  medicationCodeableConcept: { text, coding: [{ system: 'http://www.whocc.no/atc', code }] },
  subject: { reference: 'Patient/p' },
  authoredOn: '2026-11-20T03:00:00Z',
  ...more,
});
const allergy = (text: string, more: Partial<AllergyIntolerance> = {}): AllergyIntolerance => ({
  resourceType: 'AllergyIntolerance',
  id: `a${(made += 1)}`,
  code: { text },
  patient: { reference: 'Patient/p' },
  ...more,
});
const kinds = (
  medicines: readonly (MedicationRequest | MedicationStatement)[],
  allergies: readonly AllergyIntolerance[] = [],
): string[] => clashesOf(medicines, allergies, now).map(({ kind }) => kind);

describe('what meets what', () => {
  const warfarin = prescribed('B01AA03', 'Warfarin 5 mg', { encounter: { reference: 'Encounter/1' } });
  const ibuprofen = prescribed('M01AE01', 'Ibuprofen 400 mg', { encounter: { reference: 'Encounter/2' } });
  it('a pair of two visits is told once, by both lines; of one visit it was asked about there', () => {
    const [clash, ...others] = clashesOf([ibuprofen, warfarin], [], now);
    expect(others).toEqual([]);
    expect(clash).toMatchObject({ kind: 'together' });
    expect(new Set([clash?.ground.ref, clash?.ground.also])).toEqual(
      new Set([`MedicationRequest/${warfarin.id}`, `MedicationRequest/${ibuprofen.id}`]),
    );
    const same = { ...ibuprofen, encounter: { reference: 'Encounter/1' } };
    expect(kinds([warfarin, same])).toEqual([]);
  });
  it('an allergy by its words or its group; refuted, resolved, or too short a word is none', () => {
    const amoxicillin = prescribed('J01CA04', 'Amoxicillin 500 mg');
    const says = (code: string) => ({ coding: [{ code }] });
    expect(kinds([amoxicillin], [allergy('amoxicillin')])).toEqual(['allergy']);
    const penicillins = {
      text: 'Penicillin',
      coding: [{ system: 'http://www.whocc.no/atc', code: 'J01CE01' }],
    };
    expect(kinds([amoxicillin], [allergy('', { code: penicillins })])).toEqual(['allergy']);
    expect(kinds([amoxicillin], [allergy('Tôm')])).toEqual([]);
    expect(kinds([amoxicillin], [allergy('Amo')])).toEqual([]);
    const refuted = { verificationStatus: says('refuted') };
    expect(kinds([amoxicillin], [allergy('Amoxicillin', refuted)])).toEqual([]);
    expect(kinds([amoxicillin], [allergy('Amoxicillin', { clinicalStatus: says('resolved') })])).toEqual([]);
  });
  it('a medicine that she says she takes counts until she says otherwise', () => {
    const own: MedicationStatement = {
      resourceType: 'MedicationStatement',
      id: 's',
      status: 'active',
      medicationCodeableConcept: { text: 'Amoxicillin 500 mg' },
      subject: { reference: 'Patient/p' },
      effectivePeriod: { start: '2025-01-01' },
    };
    expect(kinds([own], [allergy('Amoxicillin')])).toEqual(['allergy']);
    expect(
      kinds(
        [{ ...own, effectivePeriod: { start: '2025-01-01', end: '2025-02-01' } }],
        [allergy('Amoxicillin')],
      ),
    ).toEqual([]);
  });
  it.each([
    ['stopped', { status: 'stopped' as const }],
    ['of two months ago', { authoredOn: '2026-09-20T03:00:00Z' }],
    ['of the future', { authoredOn: '2031-01-01' }],
    ['under a label of secrecy', { meta: { security: [{ code: 'HIV' }] } }],
    [
      'of three days, a week ago',
      { authoredOn: '2026-11-15', dispenseRequest: { expectedSupplyDuration: { value: 3, code: 'd' } } },
    ],
  ])('one %s is no medicine of now', (_, more) => {
    expect(medicineOf(prescribed('J01CA04', 'Amoxicillin', more), now)).toBeUndefined();
  });
});
