import { observation, system } from './examples.ts';

const glucose = { coding: [{ system: system.loinc, code: '2345-7' }] };
const gram = (value: number, code: string): object => ({
  valueQuantity: { value, unit: code, system: system.ucum, code },
});

/** More to search besides `searched`: places, lists, value sets, texts, units, people who share an appointment. */
export const widely: readonly ({ resourceType: string } & Record<string, unknown>)[] = [
  {
    resourceType: 'Location',
    id: 'tinh',
    name: 'Bệnh viện tỉnh',
    position: { latitude: 21.03, longitude: 105.85 },
  },
  {
    resourceType: 'Location',
    id: 'khoa',
    name: 'Khoa nội',
    partOf: { reference: 'Location/tinh' },
    position: { latitude: 21.04, longitude: 105.86 },
  },
  { resourceType: 'Location', id: 'phong', name: 'Phòng 3', partOf: { reference: 'Location/khoa' } },
  { resourceType: 'Location', id: 'xa', name: 'Trạm xa', position: { latitude: 10.77, longitude: 106.7 } },
  {
    resourceType: 'Procedure',
    id: 'thu-thuat',
    status: 'completed',
    subject: { reference: 'Patient/duc' },
    location: { reference: 'Location/phong' },
    code: { text: 'Nội soi' },
    text: {
      status: 'generated',
      div: '<div xmlns="http://www.w3.org/1999/xhtml">Nội soi <b>dạ dày</b> qua đường miệng</div>',
    },
    note: [{ text: 'Người bệnh ăn nhẹ sau hai giờ' }],
  },
  { ...observation('duc', { code: glucose, ...gram(540, 'mg/dL') }), id: 'duong-mg' },
  { ...observation('duc', { code: glucose, ...gram(5.4, 'g/L') }), id: 'duong-g' },
  {
    ...observation('duc', {
      code: glucose,
      valueQuantity: { value: 5, comparator: '<', unit: 'g/L', system: system.ucum, code: 'g/L' },
    }),
    id: 'duong-thap',
  },
  {
    ...observation('duc', {
      code: { coding: [{ system: 'http://example.org/mau', code: 'nhom-lon' }] },
      valueQuantity: { value: 3, unit: 'viên', system: 'http://example.org/don-vi', code: 'vien' },
    }),
    id: 'vien',
  },
  {
    resourceType: 'CodeSystem',
    id: 'mau',
    url: 'http://example.org/mau',
    status: 'active',
    content: 'complete',
    hierarchyMeaning: 'is-a',
    concept: [{ code: 'nhom', concept: [{ code: 'nhom-lon' }, { code: 'nhom-nho' }] }],
  },
  {
    resourceType: 'ValueSet',
    id: 'duong-huyet',
    url: 'http://example.org/vs/duong-huyet',
    status: 'active',
    compose: { include: [{ system: system.loinc, concept: [{ code: '2345-7' }, { code: '2339-0' }] }] },
  },
  {
    resourceType: 'List',
    id: 'danh-sach',
    status: 'current',
    mode: 'changes',
    subject: { reference: 'Patient/duc' },
    entry: [
      { item: { reference: 'Observation/duong-mg' } },
      { item: { reference: 'Observation/mach' } },
      { deleted: true, item: { reference: 'Observation/duong-g' } },
      { item: { reference: 'Patient/duc' } },
    ],
  },
  {
    resourceType: 'Appointment',
    id: 'hen',
    status: 'proposed',
    participant: ['an', 'duc'].map((id) => ({ actor: { reference: `Patient/${id}` }, status: 'accepted' })),
  },
  {
    resourceType: 'Practitioner',
    id: 'lan',
    name: [{ text: 'BS Lan', family: 'Đỗ', given: ['Lan'] }],
  },
  {
    ...observation('duc', {
      code: glucose,
      ...gram(7, 'g/L'),
      performer: [{ reference: 'Practitioner/lan' }],
    }),
    id: 'duong-lan',
  },
];

/** Query and the ids it finds, in any order. Numbered by the section of R4 search.html. */
export const wideCases: readonly (readonly [section: string, query: string, ids: readonly string[]])[] = [
  [
    'quantity in other units',
    'Observation?value-quantity=5.4|http://unitsofmeasure.org|g/L',
    ['duong-g', 'duong-mg'],
  ],
  ['quantity in other units', 'Observation?value-quantity=540||mg/dL', ['duong-g', 'duong-mg']],
  ['quantity in other units', 'Observation?value-quantity=gt600||mg/dL', ['duong-lan']],
  ['quantity in other units', 'Observation?value-quantity=lt500||mg/dL', ['duong-thap']],
  ['quantity in other units', 'Observation?value-quantity=0.0054||kg/L', ['duong-g', 'duong-mg']],
  ['quantity in a unit of its own', 'Observation?value-quantity=3||vien', ['vien']],
  ['quantity in a unit of its own', 'Observation?value-quantity=3|http://example.org/don-vi|vien', ['vien']],
  ['quantity, ne', 'Observation?value-quantity=ne540||mg/dL&code=2345-7', ['duong-lan', 'duong-thap']],
  ['composite with units', 'Observation?code-value-quantity=2345-7$gt600||mg/dL', ['duong-lan']],
  [
    'composite of a union',
    'Observation?combo-code-value-quantity=2345-7$540||mg/dL',
    ['duong-g', 'duong-mg'],
  ],
  ['union', 'Observation?combo-code=8480-6,2345-7', ['ap', 'duong-g', 'duong-lan', 'duong-mg', 'duong-thap']],
  ['union', 'Observation?combo-value-quantity:missing=true', []],
  [
    ':in',
    'Observation?code:in=http://example.org/vs/duong-huyet&patient=duc',
    ['duong-g', 'duong-lan', 'duong-mg', 'duong-thap'],
  ],
  [':in', 'Observation?code:in=ValueSet/duong-huyet&patient=an', ['duong']],
  [':not-in', 'Observation?code:not-in=http://example.org/vs/duong-huyet&patient=duc', ['mach-duc', 'vien']],
  [':below', 'Observation?code:below=http://example.org/mau|nhom', ['vien']],
  [':above', 'Observation?code:above=http://example.org/mau|nhom-lon', ['vien']],
  [':above', 'Observation?code:above=http://example.org/mau|nhom', []],
  [':below of places', 'Procedure?location:below=Location/tinh', ['thu-thuat']],
  [':above of places', 'Location?partof:above=Location/khoa', ['khoa', 'phong']],
  [':below of uris', 'ValueSet?url:below=http://example.org/vs&_id=vs,duong-huyet', ['duong-huyet', 'vs']],
  [':above of uris', 'ValueSet?url:above=http://example.org/vs/a/b', ['vs']],
  ['_text', 'Procedure?_text=da day', ['thu-thuat']],
  ['_text', 'Procedure?_text="dạ dày qua"', ['thu-thuat']],
  ['_text', 'Procedure?_text="dày dạ"', []],
  ['_content', 'Procedure?_content=an nhe', ['thu-thuat']],
  ['_content', 'Procedure?_content=khong co', []],
  ['_list', 'Observation?_list=danh-sach', ['duong-mg', 'mach']],
  ['_list', 'Patient?_list=List/danh-sach&gender=male', ['duc']],
  ['near', 'Location?near=21.03|105.85|3|km', ['khoa', 'tinh']],
  ['near', 'Location?near=21.03|105.85|0.5|km', ['tinh']],
  ['near', 'Location?near=10.8|106.7', ['xa']],
  ['near', 'Location?near=21.03|105.85|300|[mi_us]', ['khoa', 'tinh']],
  ['typed without a keyboard for Vietnamese', 'Patient?name=nguyeenx van an', ['an']],
  ['typed without a keyboard for Vietnamese', 'Patient?name=dduwcs tra62n', ['duc']],
  ['typed without a keyboard for Vietnamese', 'Patient?name=xyz9w', []],
  ['typed without a keyboard for Vietnamese', 'Patient?name=dduwcs tra6n2', ['duc']],
  ['chain over four links', 'Observation?encounter:Encounter.service-provider.name=tan lap', ['mach']],
  [
    'chain within one person',
    'Observation?patient=an&encounter.service-provider:Organization.name=tan lap',
    ['mach'],
  ],
  [
    'chain within one person',
    'Observation?patient=duc&encounter.service-provider:Organization.name=tan lap',
    [],
  ],
  ['_has with an id', 'Patient?_id=an,duc&_has:Observation:patient:code=2345-7', ['duc']],
  ['_has through _has', 'Practitioner?_has:Observation:performer:patient:Patient.name=tran', ['lan']],
  [
    '_has in a chain',
    'Observation?patient._has:Encounter:patient:status=in-progress',
    ['ap', 'duong', 'mach'],
  ],
  ['shared', 'Appointment?actor=Patient/duc', ['hen']],
  ['shared', 'Appointment?patient=an', ['hen']],
  ['compartment', 'Patient/duc/Observation?code=2345-7', ['duong-g', 'duong-lan', 'duong-mg', 'duong-thap']],
  ['compartment', 'Patient/duc/Appointment', ['hen']],
  ['compartment', 'Patient/duc/Organization', []],
  ['compartment', 'Patient/khong-co/Observation', []],
  ['compartment', 'Encounter/kham-1/Observation', ['mach']],
  ['compartment', 'Practitioner/lan/Observation', ['duong-lan']],
  ['compartment', 'Practitioner/lan/*', ['duong-lan', 'lan']],
  ['compartment', 'Patient/duc/*?_type=List,Procedure,Appointment', ['danh-sach', 'hen', 'thu-thuat']],
  ['several types', '?_type=Location,Organization&name=tram', ['tram', 'xa']],
  ['several types', '?_type=Patient,Practitioner&family=do,tran', ['duc', 'lan']],
  ['several types', '?_tag=urn:tag|xa', ['tram']],
  ['several types', '?_id=an,khoa,vien', ['an', 'khoa', 'vien']],
  ['_include=*', 'Procedure?_id=thu-thuat&_include=*', ['duc', 'phong', 'thu-thuat']],
  [
    '_include:iterate over levels',
    'Procedure?_id=thu-thuat&_include=Procedure:location&_include:iterate=Location:partof',
    ['khoa', 'phong', 'thu-thuat', 'tinh'],
  ],
  ['_revinclude=*', 'Location?_id=khoa&_revinclude=*', ['khoa', 'phong']],
];

/** Sorted searches over all of this; the order is the answer. */
export const wideSorts: readonly (readonly [query: string, ids: readonly string[]])[] = [
  ['Location?_sort=name', ['tinh', 'khoa', 'phong', 'xa']],
  ['Location?_sort=partof,-name', ['phong', 'khoa', 'xa', 'tinh']],
  ['Patient?_sort=phone,-birthdate', ['an', 'le', 'duc']],
  ['Patient?_sort=-phone,birthdate', ['an', 'duc', 'le']],
  [
    'Observation?code=2345-7&_sort=value-quantity,_lastUpdated',
    ['duong-thap', 'duong-mg', 'duong-g', 'duong-lan'],
  ],
  [
    'Observation?code=2345-7&_sort=-value-quantity,-_lastUpdated',
    ['duong-lan', 'duong-g', 'duong-mg', 'duong-thap'],
  ],
  ['?_type=Location,Procedure&_sort=-_lastUpdated', ['thu-thuat', 'xa', 'phong', 'khoa', 'tinh']],
  ['?_type=Practitioner,Patient&_sort=family', ['lan', 'le', 'an', 'duc']],
  [
    'Patient/duc/*?_type=Observation,Procedure&_sort=_lastUpdated',
    ['mach-duc', 'thu-thuat', 'duong-mg', 'duong-g', 'duong-thap', 'vien', 'duong-lan'],
  ],
];
