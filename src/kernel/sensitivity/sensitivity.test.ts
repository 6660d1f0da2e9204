import { describe, expect, it } from 'vitest';
import { bitsOfLabel, isGuarded, sensitivity, sensitivityOf } from './sensitivity.ts';

const icd10 = 'http://hl7.org/fhir/sid/icd-10';
const actCode = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
const confidentiality = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality';
const condition = (code: string, more: object = {}) => ({
  resourceType: 'Condition',
  code: { coding: [{ system: icd10, code }] },
  ...more,
});
const { hiv, mental, reproductive, violence, genetic, restricted, notifiable } = sensitivity;

describe('what a line tells', () => {
  it.each([
    ['an ordinary diagnosis', 'I10', 0],
    ['diabetes', 'E11.9', 0],
    ['HIV disease, which is reported by law too', 'B24', hiv | notifiable],
    ['HIV without symptoms', 'Z21', hiv | notifiable],
    ['a depression', 'F32.1', mental],
    ['contraception', 'Z30.1', reproductive],
    ['sexual abuse', 'T74.2', violence],
    ['a trisomy', 'Q90.9', genetic],
    ['dengue', 'A97.1', notifiable],
  ])('%s (%s)', (_what, code, bits) => {
    expect(sensitivityOf(condition(code))).toBe(bits);
  });

  it('finds a code wherever it stands: the reason of a visit, a contained diagnosis, a second coding', () => {
    const coded = {
      coding: [
        { system: 'urn:own', code: '1' },
        { system: icd10, code: 'F20' },
      ],
    };
    expect(sensitivityOf({ resourceType: 'Encounter', reasonCode: [coded] })).toBe(mental);
    expect(sensitivityOf({ resourceType: 'Encounter', contained: [condition('B20.0')] }) & hiv).toBe(hiv);
    expect(sensitivityOf({ resourceType: 'MolecularSequence' })).toBe(genetic);
  });

  it('takes the word of whoever labelled a line', () => {
    const labelled = (system: string, code: string) =>
      sensitivityOf(condition('I10', { meta: { security: [{ system, code }] } }));
    expect(labelled(actCode, 'HIV')).toBe(hiv);
    expect(labelled(actCode, 'SDV')).toBe(violence);
    expect(labelled(confidentiality, 'R')).toBe(restricted);
    expect(labelled(confidentiality, 'N')).toBe(0);
    expect(bitsOfLabel('PSY')).toBe(mental);
  });

  it('letters of other lists are not labels: the class of a visit, a confidentiality elsewhere', () => {
    const coded = { system: actCode, code: 'AMB' };
    expect(sensitivityOf({ resourceType: 'Encounter', class: coded })).toBe(0);
    expect(
      sensitivityOf({
        resourceType: 'Observation',
        valueCodeableConcept: { coding: [{ system: actCode, code: 'R' }] },
      }),
    ).toBe(0);
  });

  it('a person herself is never hidden by her label; her record is guarded', () => {
    const star = { resourceType: 'Patient', meta: { security: [{ system: confidentiality, code: 'V' }] } };
    expect(sensitivityOf(star)).toBe(0);
    expect(isGuarded(star)).toBe(true);
    expect(isGuarded({ resourceType: 'Patient' })).toBe(false);
  });
});
