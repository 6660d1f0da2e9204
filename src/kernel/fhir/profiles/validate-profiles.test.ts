import { describe, expect, it } from 'vitest';
import { allResourceTypes } from '../structure/element-facts.ts';
import { readSharedArchive } from '../testing/shared-archives.ts';
import { sampleResource, seededChance } from '../testing/sample-resource.ts';
import { validateProfiles } from './validate-profiles.ts';

type Json = { resourceType: string } & Record<string, unknown>;
const found = (resource: Json): string[] =>
  validateProfiles(resource).map((one) => `${one.path} ${one.issue} ${one.severity}`);
const core = 'http://fhir.ehealth.gov.vn/core/StructureDefinition/';
const concept = (system: string, code: string): object => ({ coding: [{ system, code }] });

describe('the invariants of R4', () => {
  const cases: [string, Json, string[]][] = [
    [
      'a period that ends before it begins',
      { resourceType: 'Encounter', period: { start: '2026-02', end: '2026-01-31' } },
      ['Encounter.period invariant error'],
    ],
    [
      'a period within one day',
      { resourceType: 'Encounter', period: { start: '2026-02-01T10:00:00+07:00', end: '2026-02-01' } },
      [],
    ],
    [
      'a telephone number of no kind',
      { resourceType: 'Patient', telecom: [{ value: '090' }] },
      ['Patient.telecom[0] invariant error'],
    ],
    [
      'a unit code without its system',
      { resourceType: 'Observation', valueQuantity: { value: 1, code: 'g' } },
      ['Observation.valueQuantity invariant error'],
    ],
    [
      'a value with a reason for its absence',
      { resourceType: 'Observation', valueString: 'x', dataAbsentReason: { text: 'y' } },
      ['Observation invariant error'],
    ],
    [
      'a contact without anything',
      { resourceType: 'Patient', contact: [{ gender: 'male' }] },
      ['Patient.contact[0] invariant error'],
    ],
    [
      'an organization without name or number',
      { resourceType: 'Organization', active: true },
      ['Organization invariant error'],
    ],
    [
      'an allergy without clinical status',
      { resourceType: 'AllergyIntolerance' },
      ['AllergyIntolerance invariant error'],
    ],
    [
      'a problem without clinical status, which is only advice',
      {
        resourceType: 'Condition',
        category: [concept('http://terminology.hl7.org/CodeSystem/condition-category', 'problem-list-item')],
      },
      ['Condition invariant warning'],
    ],
    [
      'a booked appointment without time',
      { resourceType: 'Appointment', status: 'booked' },
      ['Appointment invariant error'],
    ],
    [
      'a transaction without requests',
      {
        resourceType: 'Bundle',
        type: 'transaction',
        entry: [{ fullUrl: 'urn:uuid:1', resource: { resourceType: 'Patient' } }],
      },
      ['Bundle invariant error'],
    ],
    [
      'an inner resource of a bundle',
      {
        resourceType: 'Bundle',
        type: 'collection',
        entry: [{ resource: { resourceType: 'Organization', active: true } }],
      },
      ['Bundle.entry[0].resource invariant error'],
    ],
    [
      'a value deep inside an extension',
      { resourceType: 'Patient', extension: [{ url: 'http://a', valueAttachment: { data: 'QUJD' } }] },
      ['Patient.extension[0].valueAttachment invariant error'],
    ],
    [
      'a parameter with nothing in it',
      { resourceType: 'Parameters', parameter: [{ name: 'x' }] },
      ['Parameters.parameter[0] invariant error'],
    ],
  ];
  it.each(cases)('%s', (_, resource, expected) => expect(found(resource)).toEqual(expected));

  it('are told in both languages with their key, without values', () => {
    const [issue] = validateProfiles({ resourceType: 'Patient', telecom: [{ value: 'bí mật' }] } as Json);
    expect(issue!.text.vi).toMatch(/\(cpt-2\)$/);
    expect(issue!.text.en).toMatch(/\(cpt-2\)$/);
    expect(JSON.stringify(issue)).not.toContain('bí mật');
  });

  it('hold in twenty whole records made by another program', (context) => {
    const bundles = readSharedArchive('synthea-r4/bundles.tar.gz');
    if (bundles === undefined) return context.skip('the optional records are not beside this clone');
    for (const text of [...bundles.values()].slice(0, 20))
      expect(validateProfiles(JSON.parse(text))).toEqual([]);
  });

  it('never throw, whatever the type', () => {
    for (const type of allResourceTypes) validateProfiles(sampleResource(type, seededChance(2)));
  });
});

describe('a patient who claims VN Core', () => {
  const patient = (change: Record<string, unknown>): Json => ({
    resourceType: 'Patient',
    meta: { profile: [`${core}vn-core-patient`] },
    name: [{ text: 'Nguyễn Văn Đức', family: 'Nguyễn', given: ['Đức', 'Văn'] }],
    gender: 'male',
    birthDate: '1960-02-01',
    ...change,
  });
  const card = {
    use: 'official',
    type: concept('http://terminology.hl7.org/CodeSystem/v2-0203', 'SB'),
    system: 'http://fhir.ehealth.gov.vn/core/sid/insurance_number',
    value: 'GD479',
  };

  it.each<[string, Record<string, unknown>, string[]]>([
    ['is right', { identifier: [card, { system: 'http://other', value: '1' }] }, []],
    [
      'needs the whole name as text',
      { name: [{ family: 'Nguyễn' }] },
      ['Patient.name[0].text required error'],
    ],
    [
      'has one insurance number',
      { identifier: [card, { ...card, value: 'GD480' }] },
      ['Patient.identifier structure error'],
    ],
    [
      'has its insurance number marked official',
      { identifier: [{ ...card, use: 'usual' }] },
      ['Patient.identifier[0].use value error'],
    ],
    [
      'has its insurance number under the right type',
      { identifier: [{ ...card, type: concept('http://terminology.hl7.org/CodeSystem/v2-0203', 'NI') }] },
      ['Patient.identifier[0].type value error'],
    ],
    [
      'needs the number itself',
      { identifier: [{ ...card, value: undefined }] },
      ['Patient.identifier[0].value required error'],
    ],
    [
      'needs an address as text too',
      { address: [{ city: 'Huế' }] },
      ['Patient.address[0].text required error'],
    ],
    [
      'has a race as a code',
      { extension: [{ url: `${core}extension-race`, valueString: 'Kinh' }] },
      ['Patient.extension[0].valueString structure error'],
    ],
    [
      'is not asked for what another profile asks',
      { meta: { profile: ['http://example.org/other', `${core}vn-core-patient|1.0.0`] } },
      [],
    ],
  ])('%s', (_, change, expected) => expect(found(patient(change))).toEqual(expected));

  it('is no patient where it is something else', () => {
    expect(
      found({ resourceType: 'Organization', name: 'A', meta: { profile: [`${core}vn-core-patient`] } }),
    ).toEqual(['Organization.meta structure error']);
  });

  it('is not checked where it claims nothing', () => {
    expect(found({ resourceType: 'Patient', name: [{ family: 'Nguyễn' }] })).toEqual([]);
  });
});

describe('other VN Core profiles', () => {
  const category = (code: string): object[] => [
    concept('http://terminology.hl7.org/CodeSystem/condition-category', code),
  ];
  const claim = (id: string, rest: Record<string, unknown>): Json => ({
    meta: { profile: [`${core}${id}`] },
    resourceType: '',
    ...rest,
  });

  it('a diagnosis of an encounter names the encounter, and a practitioner', () => {
    const diagnosis = {
      resourceType: 'Condition',
      category: category('encounter-diagnosis'),
      subject: { reference: 'Patient/1' },
      clinicalStatus: {},
      code: concept('http://hl7.org/fhir/sid/icd-10', 'J20'),
    };
    expect(
      found(
        claim('vn-core-condition-encounter-diagnosis', {
          ...diagnosis,
          encounter: { reference: 'Encounter/1' },
        }),
      ),
    ).toEqual([]);
    expect(
      found(
        claim('vn-core-condition-encounter-diagnosis', {
          ...diagnosis,
          recorder: { reference: 'Patient/1' },
        }),
      ),
    ).toEqual(['Condition.encounter required error', 'Condition.recorder value error']);
    expect(
      found(
        claim('vn-core-condition-problemlist', { ...diagnosis, encounter: { reference: 'Encounter/1' } }),
      ),
    ).toEqual(['Condition.category[0] value error']);
  });

  it('a laboratory result keeps the rules of results in general as well', () => {
    const result = {
      resourceType: 'Observation',
      status: 'final',
      subject: { reference: 'Patient/1' },
      effectiveDateTime: '2026-02-01',
      category: [concept('http://terminology.hl7.org/CodeSystem/observation-category', 'laboratory')],
      basedOn: [{ reference: 'ServiceRequest/1' }],
      partOf: [{ reference: 'Procedure/1' }],
    };
    expect(found(claim('vn-core-observation-lab-code', result))).toEqual([]);
    expect(
      found(
        claim('vn-core-observation-lab-code', {
          ...result,
          category: [{ text: 'x' }],
          hasMember: [{ reference: 'Patient/1' }],
        }),
      ),
    ).toEqual([
      'Observation.hasMember[0] value error',
      'Observation.hasMember[0] value error',
      'Observation.category required error',
      'Observation.hasMember[0] value error',
    ]);
  });

  it('a location says what kind of place it is and whose', () => {
    expect(found(claim('vn-core-location', { resourceType: 'Location', name: 'Phòng khám 1' }))).toEqual([
      'Location.physicalType required error',
      'Location.managingOrganization required error',
    ]);
  });
});
