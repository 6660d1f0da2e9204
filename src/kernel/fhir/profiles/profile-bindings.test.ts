import { describe, expect, it } from 'vitest';
import { compileProfile } from './compile-profile.ts';
import { examineResource } from './examine-resource.ts';
import { ipsProfiles, profilesOf } from './known-profiles.ts';
import { validateProfiles } from './validate-profiles.ts';
import { conceptMembership, membershipOf } from './value-set-membership.ts';
import { vnCoreProfiles } from './vn-core-profiles.ts';

type Json = { resourceType: string } & Record<string, unknown>;
const core = 'http://fhir.ehealth.gov.vn/core/';
const icd = 'http://hl7.org/fhir/sid/icd-10';
const loinc = 'http://loinc.org';
const concept = (system: string, code: string): object => ({ coding: [{ system, code }] });
const claim = (id: string, rest: Json): Json => ({
  ...rest,
  meta: { profile: [`${core}StructureDefinition/${id}`] },
});
const short = (issues: readonly { path?: string; issue?: string; severity?: string }[]): string[] =>
  issues.map((one) => `${one.path} ${one.issue} ${one.severity}`);
const written = (resource: Json): string[] => short(validateProfiles(resource));
const examined = (resource: Json): string[] => short(examineResource(resource));

const patient = (change: object): Json =>
  claim('vn-core-patient', {
    resourceType: 'Patient',
    name: [{ text: 'Trần Thị Hoa', family: 'Trần', given: ['Hoa'] }],
    gender: 'female',
    birthDate: '1971-03-02',
    ...change,
  });
const extension = (name: string, coding: object): object => ({
  extension: [
    { url: `${core}StructureDefinition/extension-${name}`, valueCodeableConcept: { coding: [coding] } },
  ],
});
const finding = (code: string): Json =>
  claim('vn-core-observation-physicalfindings', {
    resourceType: 'Observation',
    status: 'final',
    category: [concept('http://terminology.hl7.org/CodeSystem/observation-category', 'exam')],
    code: concept(loinc, code),
    subject: { reference: 'Patient/1' },
    encounter: { reference: 'Encounter/1' },
    valueString: 'bình thường',
  });
const request = (reason: object): Json =>
  claim('vn-core-service-request', {
    resourceType: 'ServiceRequest',
    status: 'active',
    intent: 'order',
    code: { text: 'X-quang phổi' },
    subject: { reference: 'Patient/1' },
    encounter: { reference: 'Encounter/1' },
    requester: { reference: 'Practitioner/1' },
    reasonCode: [reason],
  });

describe('a value set of VN Core', () => {
  it('knows its own codes, and those of other systems that it lists', () => {
    expect(membershipOf(`${core}ValueSet/vn-core-race`, `${core}CodeSystem/vn-core-race`, '01')).toBe('in');
    expect(membershipOf(`${core}ValueSet/vn-core-race`, `${core}CodeSystem/vn-core-race`, '99x')).toBe('out');
    expect(membershipOf('http://hl7.org/fhir/ValueSet/iso3166-1-2', undefined, 'VN')).toBe('in');
  });

  it('does not pretend to know what other people own', () => {
    const conditions = `${core}ValueSet/vn-core-condition-code`;
    expect(membershipOf(conditions, icd, 'J20')).toBe('unknown');
    expect(membershipOf(conditions, 'http://snomed.info/sct', '1')).toBe('unknown');
    expect(membershipOf(conditions, 'urn:local', 'J20')).toBe('out');
    expect(membershipOf('http://example.org/none', icd, 'J20')).toBe('unknown');
  });

  it('is met by one coding of several, and by no code that hides its system', () => {
    const race = `${core}ValueSet/vn-core-race`;
    const kinh = { system: `${core}CodeSystem/vn-core-race`, code: '01' };
    expect(conceptMembership(race, { coding: [{ system: 'urn:local', code: 'K' }, kinh] })).toBe('in');
    expect(conceptMembership(race, { coding: [{ code: '01' }] })).toBe('out');
    expect(conceptMembership(race, { text: 'Kinh' })).toBeUndefined();
  });
});

describe('a required code', () => {
  it('refuses a write where it is surely not of the value set, and names the set', () => {
    expect(written(finding('10199-8'))).toEqual([]);
    const [issue] = validateProfiles(finding('1-8'));
    expect(issue).toMatchObject({ path: 'Observation.code', issue: 'code-invalid', severity: 'error' });
    expect(issue!.text.vi).toContain(`${core}ValueSet/physical-exam-type`);
    expect(issue!.text.en).toContain('http://loinc.org|10199-8');
    expect(issue!.text.en).not.toContain('1-8,');
  });

  it('refuses words alone', () => {
    expect(written(request({ text: 'ho kéo dài' }))).toEqual([
      'ServiceRequest.reasonCode[0] code-invalid error',
    ]);
  });

  it('passes where the classification is not listed here, which a validation says truthfully', () => {
    expect(written(request(concept(icd, 'R05')))).toEqual([]);
    expect(examined(request(concept(icd, 'R05')))).toContain(
      'ServiceRequest.reasonCode[0] not-supported information',
    );
    expect(written(request(concept('urn:ma-noi-bo', '17')))).toEqual([
      'ServiceRequest.reasonCode[0] code-invalid error',
    ]);
  });
});

describe('a code that should be of a value set', () => {
  const kinh = { system: `${core}CodeSystem/vn-core-race`, code: '01' };

  it('never stops a write; a validation warns', () => {
    const other = patient(extension('race', { ...kinh, code: 'Kinh' }));
    expect(written(patient(extension('race', kinh)))).toEqual([]);
    expect(written(other)).toEqual([]);
    expect(examined(patient(extension('race', kinh)))).toEqual([]);
    expect(examined(other)).toEqual(['Patient.extension[0].valueCodeableConcept code-invalid warning']);
  });

  it('is only advice where the profile prefers it', () => {
    const report = claim('vn-core-diagnostic-report', {
      resourceType: 'DiagnosticReport',
      status: 'final',
      category: [{ text: 'x' }],
      code: concept('urn:ma-noi-bo', '17'),
      subject: { reference: 'Patient/1' },
      encounter: { reference: 'Encounter/1' },
      performer: [{ reference: 'Practitioner/1' }],
      effectiveDateTime: '2026-02-01',
    });
    expect(examined(report).filter((one) => one.includes('.code '))).toEqual([
      'DiagnosticReport.code code-invalid information',
    ]);
  });
});

describe('what VN Core takes over from the International Patient Summary', () => {
  it('is known for every profile that builds on it', () => {
    for (const profile of vnCoreProfiles.values()) {
      expect(compileProfile(profile.url)!.unknownBase, profile.id).toBeUndefined();
    }
    expect(ipsProfiles.size).toBeGreaterThan(20);
    expect(profilesOf('Patient')).toHaveLength(2);
  });

  it.each<[string, object, string[]]>([
    ['needs a sex', { gender: undefined }, ['Patient.gender required error']],
    ['needs a birth date', { birthDate: undefined }, ['Patient.birthDate required error']],
    [
      'needs a family or given name beside the text',
      { name: [{ text: 'Hoa' }] },
      ['Patient.name[0] invariant error'],
    ],
    [
      'has contacts of a known relation',
      { contact: [{ name: { text: 'An' }, relationship: [concept('urn:x', 'MTH')] }] },
      ['Patient.contact[0].relationship[0] code-invalid error'],
    ],
    [
      'takes a mother as contact',
      {
        contact: [
          {
            name: { text: 'An' },
            relationship: [concept('http://terminology.hl7.org/CodeSystem/v3-RoleCode', 'MTH')],
          },
        ],
      },
      [],
    ],
  ])('a patient %s', (_, change, expected) => {
    expect(written(JSON.parse(JSON.stringify(patient(change))) as Json)).toEqual(expected);
  });

  it('an onset is a moment or a period, nothing else', () => {
    const problem = (onset: object): Json =>
      claim('vn-core-condition-problemlist', {
        resourceType: 'Condition',
        clinicalStatus: concept('http://terminology.hl7.org/CodeSystem/condition-clinical', 'active'),
        category: [concept('http://terminology.hl7.org/CodeSystem/condition-category', 'problem-list-item')],
        code: concept(icd, 'I10'),
        subject: { reference: 'Patient/1' },
        encounter: { reference: 'Encounter/1' },
        ...onset,
      });
    expect(written(problem({ onsetDateTime: '2020' }))).toEqual([]);
    expect(written(problem({ onsetString: 'lâu rồi' }))).toEqual(['Condition.onsetString value error']);
  });

  it('a measured value has a UCUM unit', () => {
    const result = (unit: object): Json =>
      claim('vn-core-observation-lab-code', {
        resourceType: 'Observation',
        status: 'final',
        category: [concept('http://terminology.hl7.org/CodeSystem/observation-category', 'laboratory')],
        code: concept(loinc, '718-7'),
        subject: { reference: 'Patient/1' },
        effectiveDateTime: '2026-02-01',
        basedOn: [{ reference: 'ServiceRequest/1' }],
        partOf: [{ reference: 'Procedure/1' }],
        valueQuantity: { value: 130, ...unit },
      });
    expect(written(result({ system: 'http://unitsofmeasure.org', code: 'g/L' }))).toEqual([]);
    expect(written(result({ unit: 'g/L' }))).toEqual([
      'Observation.valueQuantity.system required error',
      'Observation.valueQuantity.code required error',
    ]);
  });
});

describe('an examination', () => {
  it('is clean for a right patient of base R4', () => {
    expect(examined({ resourceType: 'Patient', name: [{ text: 'A' }] })).toEqual([]);
  });

  it('reads profiles only once the structure is right, and says so', () => {
    expect(examined({ ...patient({}), gendre: 'x' })).toEqual([
      'Patient.gendre structure error',
      'Patient not-supported information',
    ]);
  });

  it('knows the standard’s own types as profiles', () => {
    const resource = { resourceType: 'Patient' };
    const base = 'http://hl7.org/fhir/StructureDefinition/';
    expect(examineResource(resource, { profiles: [`${base}Patient`, `${base}DomainResource`] })).toEqual([]);
    expect(short(examineResource(resource, { profiles: [`${base}Group`] }))).toEqual([
      'Patient structure error',
    ]);
  });

  it('refuses to vouch for a profile that it does not know', () => {
    const resource = { resourceType: 'Patient', meta: { profile: ['http://example.org/claimed'] } };
    const issues = examineResource(resource, { profiles: ['http://example.org/asked'] });
    expect(short(issues)).toEqual([
      'Patient.meta.profile not-supported error',
      'Patient.meta.profile not-supported information',
    ]);
    expect(issues[0]!.text.en).toContain('http://example.org/asked');
  });

  it('says which version of a guide it knows', () => {
    const url = `${core}StructureDefinition/vn-core-patient`;
    expect(short(examineResource(patient({}), { profiles: [`${url}|2.0.0`] }))).toEqual([
      'Patient.meta.profile not-supported information',
    ]);
  });
});
