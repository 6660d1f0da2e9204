import type { CodeableConcept, Coding } from '@medplum/fhirtypes';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { Repetition } from '../message.ts';
import { compact } from './map-context.ts';

/** Code systems by their short name. @source HL7 v2 table 0396 (coding systems) */
const systems: Readonly<Record<string, string>> = {
  LN: codeSystem.loinc,
  LOINC: codeSystem.loinc,
  SCT: 'http://snomed.info/sct',
  SNM: 'http://snomed.info/sct',
  I10: codeSystem.icd10,
  ICD10: codeSystem.icd10,
  'ICD-10': codeSystem.icd10,
  I9: 'http://hl7.org/fhir/sid/icd-9-cm',
  I9C: 'http://hl7.org/fhir/sid/icd-9-cm',
  I9M: 'http://hl7.org/fhir/sid/icd-9-cm',
  UCUM: codeSystem.ucum,
  CVX: codeSystem.cvx,
  MVX: 'http://hl7.org/fhir/sid/mvx',
  NDC: 'http://hl7.org/fhir/sid/ndc',
  RXNORM: 'http://www.nlm.nih.gov/research/umls/rxnorm',
  ATC: codeSystem.atc,
  DVKT: codeSystem.service,
  NCIT: 'http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl',
};

/** URI of a v2 coding system name. Names nobody knows, and no name, are local to the facility that sends. */
export function codingSystem(name: string, facilityCode: string): string {
  const key = name.trim().toUpperCase();
  const known = systems[key];
  if (known !== undefined) return known;
  const table = /^HL7(?:V2-)?(\d{4})$/.exec(key)?.[1];
  if (table !== undefined) return v2Table(table);
  return key === '' || key === 'L'
    ? `urn:sen:hl7v2-code:${facilityCode}`
    : `urn:sen:hl7v2-code:${facilityCode}:${encodeURIComponent(name.trim())}`;
}

/** URI of an HL7 v2 table. */
export function v2Table(number: string): string {
  return `http://terminology.hl7.org/CodeSystem/v2-${number}`;
}

/** CE, CWE or CNE (identifier ^ text ^ system ^ alternate ... ^^^ original text) as a CodeableConcept; undefined if it is empty. */
export function readCoded(field: Repetition | undefined, facilityCode: string): CodeableConcept | undefined {
  if (field === undefined) return undefined;
  const coding = [1, 4].flatMap((at): Coding[] => {
    const code = field.component(at).replace(/\s+/g, ' ');
    if (code === '') return [];
    return [
      compact({
        system: codingSystem(field.component(at + 2), facilityCode),
        code,
        display: field.component(at + 1),
      }),
    ];
  });
  const text = field.component(9) || field.component(2) || field.component(5) || field.component(1);
  return text === '' && coding.length === 0 ? undefined : compact({ coding, text });
}
