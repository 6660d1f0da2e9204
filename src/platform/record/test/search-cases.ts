import { encounter, observation, patient, system } from './examples.ts';

/** The people and records that the cases search; ids are chosen, so that cases can name them. */
export const searched: readonly ({ resourceType: string } & Record<string, unknown>)[] = [
  {
    ...patient({
      birthDate: '1990-05-20',
      gender: 'female',
      telecom: [{ system: 'phone', value: '0912345678' }],
    }),
    id: 'an',
    name: [{ text: 'Nguyễn Văn An', family: 'Nguyễn', given: ['Văn', 'An'] }],
    identifier: [
      {
        system: 'urn:so',
        value: '001',
        type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'MR' }] },
      },
    ],
  },
  {
    ...patient({ birthDate: '1985-12', gender: 'male' }),
    id: 'duc',
    name: [{ text: 'Trần Đức Anh', family: 'Trần', given: ['Đức', 'Anh'] }],
    identifier: [{ system: 'urn:khac', value: '001' }],
  },
  {
    ...patient({ birthDate: '2001-01-01', active: false }),
    id: 'le',
    name: [{ family: 'Lê', given: ['Thị Ngọc'] }],
  },
  {
    resourceType: 'Organization',
    id: 'tram',
    name: 'Trạm Y tế xã Tân Lập',
    meta: { tag: [{ system: 'urn:tag', code: 'xa' }] },
  },
  {
    ...encounter('an'),
    id: 'kham-1',
    serviceProvider: { reference: 'Organization/tram' },
    identifier: [{ system: 'urn:ma-lk', value: 'LK1' }],
  },
  {
    ...encounter('an', {
      period: { start: '2026-06-10T08:00:00+07:00', end: '2026-06-12T09:00:00+07:00' },
      status: 'in-progress',
    }),
    id: 'kham-2',
  },
  {
    ...observation('an', {
      valueQuantity: { value: 72, unit: 'lần/phút', system: system.ucum, code: '/min' },
      encounter: { reference: 'Encounter/kham-1' },
    }),
    id: 'mach',
  },
  {
    ...observation('an', {
      code: { coding: [{ system: system.loinc, code: '2339-0', display: 'Glucose' }], text: 'Đường huyết' },
      valueQuantity: { value: 6.3, unit: 'mmol/L', system: system.ucum, code: 'mmol/L' },
      effectiveDateTime: '2026-06-11',
    }),
    id: 'duong',
  },
  {
    ...observation('an', {
      code: { coding: [{ system: system.loinc, code: '85354-9' }] },
      effectiveDateTime: '2026-06-11T23:30:00+07:00',
      component: [
        {
          code: { coding: [{ system: system.loinc, code: '8480-6' }] },
          valueQuantity: { value: 150, unit: 'mmHg', system: system.ucum, code: 'mm[Hg]' },
        },
        {
          code: { coding: [{ system: system.loinc, code: '8462-4' }] },
          valueQuantity: { value: 90, unit: 'mmHg', system: system.ucum, code: 'mm[Hg]' },
        },
      ],
    }),
    id: 'ap',
  },
  {
    ...observation('duc', {
      valueQuantity: { value: 110, unit: 'lần/phút', system: system.ucum, code: '/min' },
      status: 'preliminary',
    }),
    id: 'mach-duc',
  },
  { resourceType: 'Basic', id: 'so', code: { text: 'Sổ' } },
  { resourceType: 'ValueSet', id: 'vs', url: 'http://example.org/vs/a', status: 'active', date: '2026' },
];

/** Query and the ids it finds; in order where the query sorts, else sorted. Numbered by the section of R4 search.html. */
export const searchCases: readonly (readonly [section: string, query: string, ids: readonly string[]])[] = [
  ['3.1.1.4.1 string', 'Patient?name=nguyen', ['an']],
  ['3.1.1.4.1 string', 'Patient?name=an nguyen', ['an']],
  ['3.1.1.4.1 string', 'Patient?name=nguyễn an', ['an']],
  ['3.1.1.4.1 string', 'Patient?name=AN', ['an', 'duc']],
  ['3.1.1.4.1 string', 'Patient?name=duc', ['duc']],
  ['3.1.1.4.1 string', 'Patient?name=đức anh', ['duc']],
  ['3.1.1.4.1 string', 'Patient?given=ngoc', ['le']],
  ['3.1.1.4.1 string', 'Patient?family=le,tran', ['duc', 'le']],
  ['3.1.1.4.1 string', 'Patient?family:exact=Nguyễn', ['an']],
  ['3.1.1.4.1 string', 'Patient?family:exact=nguyễn', []],
  ['3.1.1.4.1 string', 'Patient?name:contains=guy', ['an']],
  ['3.1.1.4.4 token', 'Patient?identifier=urn:so|001', ['an']],
  ['3.1.1.4.4 token', 'Patient?identifier=001', ['an', 'duc']],
  ['3.1.1.4.4 token', 'Patient?identifier=urn:khac|', ['duc']],
  ['3.1.1.4.4 token', 'Patient?identifier=|001', []],
  [
    '3.1.1.4.4 token',
    'Patient?identifier:of-type=http://terminology.hl7.org/CodeSystem/v2-0203|MR|001',
    ['an'],
  ],
  ['3.1.1.4.4 token', 'Patient?gender=female', ['an']],
  ['3.1.1.4.4 token', 'Patient?gender:not=female', ['duc', 'le']],
  ['3.1.1.4.4 token', 'Patient?active=false', ['le']],
  ['3.1.1.4.4 token', 'Patient?phone=0912345678', ['an']],
  ['3.1.1.4.4 token', 'Observation?code=http://loinc.org|8867-4', ['mach', 'mach-duc']],
  ['3.1.1.4.4 token', 'Observation?code=8867-4,2339-0&patient=an', ['duong', 'mach']],
  ['3.1.1.4.4 token', 'Observation?code:text=duong huyet', ['duong']],
  ['3.1.1.4.5 reference', 'Observation?patient=Patient/duc', ['mach-duc']],
  ['3.1.1.4.5 reference', 'Observation?subject=duc', ['mach-duc']],
  ['3.1.1.4.5 reference', 'Observation?encounter=Encounter/kham-1', ['mach']],
  ['3.1.1.4.5 reference', 'Observation?patient=khong-co', []],
  ['3.1.1.4.7 date', 'Patient?birthdate=1990-05-20', ['an']],
  ['3.1.1.4.7 date', 'Patient?birthdate=1990', ['an']],
  ['3.1.1.4.7 date', 'Patient?birthdate=1985-12-01', []],
  ['3.1.1.4.7 date', 'Patient?birthdate=ge1986', ['an', 'le']],
  ['3.1.1.4.7 date', 'Patient?birthdate=lt1990', ['duc']],
  ['3.1.1.4.7 date', 'Patient?birthdate=ge1985&birthdate=le1995', ['an', 'duc']],
  ['3.1.1.4.7 date', 'Patient?birthdate=ne1990-05-20', ['duc', 'le']],
  ['3.1.1.4.7 date', 'Encounter?date=2026-05-01', ['kham-1']],
  ['3.1.1.4.7 date', 'Encounter?date=ap2026-06-11&patient=an', ['kham-2']],
  ['3.1.1.4.7 date', 'Encounter?date=sa2026-05-02', ['kham-2']],
  ['3.1.1.4.7 date', 'Encounter?date=eb2026-06-01', ['kham-1']],
  ['3.1.1.4.7 date', 'Observation?date=2026-06-11&patient=an', ['ap', 'duong']],
  ['3.1.1.4.7 date', 'Observation?date=gt2026-06-11T20:00:00%2B07:00', ['ap', 'duong']],
  ['3.1.1.4.8 quantity', 'Observation?value-quantity=72', ['mach']],
  ['3.1.1.4.8 quantity', 'Observation?value-quantity=gt70||/min', ['mach', 'mach-duc']],
  ['3.1.1.4.8 quantity', 'Observation?value-quantity=6.3|http://unitsofmeasure.org|mmol/L', ['duong']],
  ['3.1.1.4.8 quantity', 'Observation?value-quantity=lt70&patient=an', ['duong']],
  ['3.1.1.4.8 quantity', 'Observation?combo-value-quantity=ge150||mm[Hg]', ['ap']],
  ['3.1.1.4.9 uri', 'ValueSet?url=http://example.org/vs/a', ['vs']],
  ['3.1.1.4.10 composite', 'Observation?component-code-value-quantity=http://loinc.org|8480-6$gt140', ['ap']],
  ['3.1.1.4.10 composite', 'Observation?component-code-value-quantity=http://loinc.org|8462-4$gt140', []],
  ['3.1.1.3.2 _id', 'Patient?_id=an,duc', ['an', 'duc']],
  ['3.1.1.3.2 _lastUpdated', 'Patient?_lastUpdated=gt2020-01-01', ['an', 'duc', 'le']],
  ['3.1.1.3.2 _lastUpdated', 'Patient?_lastUpdated=lt2020-01-01', []],
  ['3.1.1.3.2 _tag', 'Organization?_tag=urn:tag|xa', ['tram']],
  ['3.1.1.2.4 :missing', 'Patient?phone:missing=true', ['duc', 'le']],
  ['3.1.1.2.4 :missing', 'Patient?phone:missing=false', ['an']],
  ['3.1.1.4.5.1 chain', 'Observation?subject:Patient.name=tran', ['mach-duc']],
  ['3.1.1.4.5.1 chain', 'Observation?patient.identifier=urn:so|001&code=2339-0', ['duong']],
  ['3.1.1.4.5.1 chain', 'Observation?encounter.service-provider:Organization.name=tan lap', ['mach']],
  ['3.1.1.4.5.2 _has', 'Patient?_has:Observation:patient:code=2339-0', ['an']],
  ['3.1.1.4.5.2 _has', 'Patient?_has:Observation:patient:status=preliminary', ['duc']],
  ['3.1.1.5.3 _include', 'Encounter?_id=kham-1&_include=Encounter:service-provider', ['kham-1', 'tram']],
  [
    '3.1.1.5.3 _include',
    'Observation?_id=mach&_include=Observation:encounter&_include:iterate=Encounter:service-provider',
    ['kham-1', 'mach', 'tram'],
  ],
  ['3.1.1.5.3 _revinclude', 'Patient?_id=duc&_revinclude=Observation:subject', ['duc', 'mach-duc']],
  [
    '3.1.1.5.3 _revinclude',
    'Organization?_id=tram&_revinclude=Encounter:service-provider',
    ['kham-1', 'tram'],
  ],
];

/** Sorted searches: the order of the ids is the answer. */
export const sortCases: readonly (readonly [query: string, ids: readonly string[]])[] = [
  ['Patient?_sort=birthdate', ['duc', 'an', 'le']],
  ['Patient?_sort=-birthdate', ['le', 'an', 'duc']],
  ['Patient?_sort=name', ['le', 'an', 'duc']],
  ['Patient?_sort=-family', ['duc', 'an', 'le']],
  ['Observation?patient=an&_sort=-date', ['ap', 'duong', 'mach']],
  ['Observation?patient=an&_sort=value-quantity', ['mach', 'duong', 'ap']],
  ['Observation?patient=an&_sort=code', ['duong', 'ap', 'mach']],
  ['Patient?_sort=_lastUpdated', ['an', 'duc', 'le']],
  ['Patient?_sort=-_lastUpdated', ['le', 'duc', 'an']],
];

/** What the store does not claim: refused, naming the parameter. */
export const refusedCases: readonly (readonly [query: string, name: string])[] = [
  ['Patient?khong-co=1', 'khong-co'],
  ['Patient?_filter=name eq an', '_filter'],
  ['Patient?_list=$current-problems', '_list'],
  ['Observation?code:below=1', 'code'],
  ['Patient?birthdate=sai', 'birthdate'],
  ['Patient?_sort=khong-co', '_sort'],
  ['Location?near=10', 'near'],
  ['Observation?subject:below=Patient/an', 'subject'],
];
