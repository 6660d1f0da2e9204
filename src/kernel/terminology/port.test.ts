import { describe, expect, it } from 'vitest';
import { loadHouseTerminology } from './house.ts';

const icd10 = 'http://hl7.org/fhir/sid/icd-10';
const terminology = await loadHouseTerminology();

describe('the port that search and bindings use', () => {
  it('knows that type 2 diabetes with complications is diabetes, however the code is written', async () => {
    expect(await terminology.isA(icd10, 'E11.2', 'E10-E14')).toBe(true);
    expect(await terminology.isA(icd10, 'e112', 'IV')).toBe(true);
    expect(await terminology.isA(icd10, 'E11', 'E11.2')).toBe(false);
    expect(await terminology.isA(icd10, 'X99.99', 'E11')).toBe(false);
  });

  it('lists what lies below and above a code, the code itself first', async () => {
    const diabetes = await terminology.descendantsOf(icd10, 'E11');
    expect(diabetes[0]).toBe('E11');
    expect(diabetes).toContain('E11.9');
    expect(diabetes.every((code) => code.startsWith('E11'))).toBe(true);
    expect(await terminology.ancestorsOf(icd10, 'E11.9')).toEqual(['E11.9', 'E11', 'E10-E14', 'IV']);
  });

  it('answers an unknown code or list with the code alone, so that a search finds exactly it', async () => {
    expect(await terminology.descendantsOf('urn:nobody', 'x')).toEqual(['x']);
    expect(await terminology.ancestorsOf(icd10, 'nothing')).toEqual(['nothing']);
  });

  it('gives the codes of a value set by system', async () => {
    expect(await terminology.expandCodes('http://hl7.org/fhir/ValueSet/administrative-gender')).toEqual([
      { system: 'http://hl7.org/fhir/administrative-gender', codes: ['male', 'female', 'other', 'unknown'] },
    ]);
  });

  it('says which value set it does not have, and which it may not hold', async () => {
    await expect(terminology.expandCodes('http://nobody/ValueSet/x')).rejects.toMatchObject({
      code: 'terminology.unknown-value-set',
    });
    await expect(
      terminology.expandCodes('http://hl7.org/fhir/ValueSet/condition-severity'),
    ).rejects.toMatchObject({
      code: 'terminology.not-held',
    });
    await expect(terminology.expandCodes('http://snomed.info/sct?fhir_vs')).rejects.toMatchObject({
      code: 'terminology.not-held',
    });
  });

  it('keeps the two meanings of a commune code apart by version', async () => {
    const now = await terminology.table('urn:vn:don-vi-hanh-chinh');
    const before = await terminology.table('urn:vn:don-vi-hanh-chinh', '2024-06-30');
    expect(now.version).toBe('2025-07-01');
    expect(now.vi(now.find('24'))).toBe('Tỉnh Bắc Ninh');
    expect(before.vi(before.find('24'))).toBe('Tỉnh Bắc Giang');
  });
});
