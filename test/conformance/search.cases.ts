import { matches, type ConformanceCase } from './case.ts';

export const about = 'Search: parameters of every type, modifiers, chains, includes, order, pages, levels.';

const loinc = 'http://loinc.org';
const ucum = 'http://unitsofmeasure.org';
const tag = (name: string): object => ({ tag: [{ system: 'urn:test:search', code: name }] });
const person = (id: string, more: object = {}): { resourceType: 'Patient'; id: string } => ({
  resourceType: 'Patient',
  id,
  ...more,
});
const result = (
  id: string,
  subject: string,
  more: object = {},
): { resourceType: 'Observation'; id: string } => ({
  resourceType: 'Observation',
  id,
  ...{ status: 'final', subject: { reference: `Patient/${subject}` } },
  ...{ code: { coding: [{ system: loinc, code: '2345-7', display: 'Glucose' }], text: 'Đường huyết' } },
  ...more,
});
const quantity = (value: number, code: string): object => ({
  valueQuantity: { value, unit: code, system: ucum, code },
});
/** One search and the ids of its matches. */
const finds = (query: string, ids: readonly string[]): ConformanceCase['steps'][number] => ({
  send: `GET ${query}`,
  status: 200,
  holds: { [matches]: ids },
});

export const cases: readonly ConformanceCase[] = [
  {
    section: 'search.html#number',
    requires: 'a number is found within the precision it is asked with, and by prefixes',
    given: [
      {
        resourceType: 'RiskAssessment',
        id: 'sc-nguy-co',
        status: 'final',
        subject: { reference: 'Patient/sc-so' },
        prediction: [{ probabilityDecimal: 0.8 }],
      },
    ].flatMap((one) => [person('sc-so'), one]),
    steps: [
      finds('/RiskAssessment?patient=sc-so&probability=0.8', ['sc-nguy-co']),
      finds('/RiskAssessment?patient=sc-so&probability=gt0.7', ['sc-nguy-co']),
      finds('/RiskAssessment?patient=sc-so&probability=lt0.8', []),
      finds('/RiskAssessment?patient=sc-so&probability=ne0.8', []),
    ],
  },
  {
    section: 'search.html#date',
    requires:
      'a date is a range by its precision; eq contains, ge and le, sa and eb, ap by the rules for ranges',
    given: [
      person('sc-ngay', { birthDate: '1990-05-20', meta: tag('ngay') }),
      person('sc-thang', { birthDate: '1990-05', meta: tag('ngay') }),
      person('sc-nam', { birthDate: '1990', meta: tag('ngay') }),
    ],
    steps: [
      finds('/Patient?_tag=ngay&birthdate=1990-05', ['sc-ngay', 'sc-thang']),
      finds('/Patient?_tag=ngay&birthdate=1990', ['sc-ngay', 'sc-thang', 'sc-nam']),
      finds('/Patient?_tag=ngay&birthdate=ge1990-05-20', ['sc-ngay', 'sc-thang', 'sc-nam']),
      finds('/Patient?_tag=ngay&birthdate=sa1990-05', []),
      finds('/Patient?_tag=ngay&birthdate=lt1990-05', ['sc-nam']),
      finds('/Patient?_tag=ngay&birthdate=ne1990-05', ['sc-nam']),
      finds('/Patient?_tag=ngay&birthdate=eb1991', ['sc-ngay', 'sc-thang', 'sc-nam']),
    ],
  },
  {
    section: 'search.html#string',
    requires:
      'a string is found without its marks and capitals, by the beginnings of its words in any order; :exact and :contains',
    given: [
      person('sc-ten', { name: [{ family: 'Đặng', given: ['Thị', 'Nguyệt'] }], meta: tag('ten') }),
      person('sc-khac', { name: [{ family: 'Dang' }], meta: tag('ten') }),
    ],
    steps: [
      finds('/Patient?_tag=ten&name=dang', ['sc-ten', 'sc-khac']),
      finds('/Patient?_tag=ten&name=NGUYET%20dang', ['sc-ten']),
      finds('/Patient?_tag=ten&family:exact=Dang', ['sc-khac']),
      finds('/Patient?_tag=ten&given:contains=guy', ['sc-ten']),
      finds('/Patient?_tag=ten&name=ddawngj', ['sc-ten', 'sc-khac']),
    ],
  },
  {
    section: 'search.html#token',
    requires: 'a token is found by code, system and code, code without a system, or any code of a system',
    given: [
      person('sc-ma', { identifier: [{ system: 'urn:sc', value: 'A1' }], meta: tag('ma') }),
      person('sc-tran', { identifier: [{ value: 'A1' }], meta: tag('ma') }),
    ],
    steps: [
      finds('/Patient?_tag=ma&identifier=A1', ['sc-ma', 'sc-tran']),
      finds('/Patient?_tag=ma&identifier=urn:sc%7CA1', ['sc-ma']),
      finds('/Patient?_tag=ma&identifier=%7CA1', ['sc-tran']),
      finds('/Patient?_tag=ma&identifier=urn:sc%7C', ['sc-ma']),
      finds('/Patient?_tag=ma&identifier:not=urn:sc%7CA1', ['sc-tran']),
    ],
  },
  {
    section: 'search.html#token',
    requires:
      ':text looks into the words of a concept, :of-type at the kind of an identifier, :missing for none',
    given: [
      person('sc-chu', {
        identifier: [
          {
            type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'MR' }] },
            system: 'urn:sc-mr',
            value: '7',
          },
        ],
        gender: 'female',
      }),
      result('sc-chu-1', 'sc-chu'),
    ],
    steps: [
      finds('/Observation?patient=sc-chu&code:text=duong', ['sc-chu-1']),
      finds('/Patient?_id=sc-chu&identifier:of-type=http://terminology.hl7.org/CodeSystem/v2-0203%7CMR%7C7', [
        'sc-chu',
      ]),
      finds('/Patient?_id=sc-chu&birthdate:missing=true', ['sc-chu']),
      finds('/Patient?_id=sc-chu&gender:missing=true', []),
    ],
  },
  {
    section: 'search.html#token',
    requires: ':in and :not-in ask a value set, :above and :below the levels of a code system',
    given: [
      person('sc-tap'),
      result('sc-tap-1', 'sc-tap', {
        code: { coding: [{ system: 'http://example.org/sc-cs', code: 'con' }] },
      }),
      {
        resourceType: 'CodeSystem',
        id: 'sc-cs',
        ...{
          url: 'http://example.org/sc-cs',
          status: 'active',
          content: 'complete',
          hierarchyMeaning: 'is-a',
        },
        concept: [{ code: 'cha', concept: [{ code: 'con' }] }],
      },
      {
        resourceType: 'ValueSet',
        id: 'sc-vs',
        ...{ url: 'http://example.org/sc-vs', status: 'active' },
        compose: { include: [{ system: 'http://example.org/sc-cs' }] },
      },
    ],
    steps: [
      finds('/Observation?patient=sc-tap&code:in=http://example.org/sc-vs', ['sc-tap-1']),
      finds('/Observation?patient=sc-tap&code:not-in=http://example.org/sc-vs', []),
      finds('/Observation?patient=sc-tap&code:below=http://example.org/sc-cs%7Ccha', ['sc-tap-1']),
      finds('/Observation?patient=sc-tap&code:above=http://example.org/sc-cs%7Ccha', []),
      {
        send: 'GET /Observation?code:in=http://example.org/sc-none',
        status: 400,
        has: { 'issue.severity': 'error' },
      },
    ],
  },
  {
    section: 'search.html#quantity',
    requires: 'a quantity is found in whatever unit of UCUM it was written, one in a unit of its own by that',
    given: [
      person('sc-luong'),
      result('sc-mg', 'sc-luong', quantity(540, 'mg/dL')),
      result('sc-g', 'sc-luong', quantity(5.4, 'g/L')),
      result('sc-cao', 'sc-luong', quantity(9, 'g/L')),
    ],
    steps: [
      finds(`/Observation?patient=sc-luong&value-quantity=5.4%7C${ucum}%7Cg/L`, ['sc-mg', 'sc-g']),
      finds('/Observation?patient=sc-luong&value-quantity=gt600%7C%7Cmg/dL', ['sc-cao']),
      finds('/Observation?patient=sc-luong&value-quantity=540', ['sc-mg']),
      finds('/Observation?patient=sc-luong&value-quantity=5.4%7C%7Cmmol/L', []),
    ],
  },
  {
    section: 'search.html#reference',
    requires: 'a reference is found by type and id, by id, by the type as a modifier, by an identifier',
    given: [
      person('sc-ai', { identifier: [{ system: 'urn:sc-ai', value: '1' }] }),
      result('sc-ai-1', 'sc-ai'),
    ],
    steps: [
      finds('/Observation?subject=Patient/sc-ai', ['sc-ai-1']),
      finds('/Observation?subject:Patient=sc-ai', ['sc-ai-1']),
      finds('/Observation?subject=sc-ai', ['sc-ai-1']),
      finds('/Observation?subject:Group=sc-ai', []),
    ],
  },
  {
    section: 'search.html#composite',
    requires: 'the parts of a composite stand together in one element',
    given: [
      person('sc-cap'),
      result('sc-cap-1', 'sc-cap', {
        component: [
          { code: { coding: [{ system: loinc, code: '8480-6' }] }, ...quantity(150, 'mm[Hg]') },
          { code: { coding: [{ system: loinc, code: '8462-4' }] }, ...quantity(90, 'mm[Hg]') },
        ],
      }),
    ],
    steps: [
      finds('/Observation?patient=sc-cap&component-code-value-quantity=8480-6$gt140', ['sc-cap-1']),
      finds('/Observation?patient=sc-cap&component-code-value-quantity=8462-4$gt140', []),
    ],
  },
  {
    section: 'search.html#uri',
    requires: 'a uri is found whole; :below and :above by its segments',
    given: [{ resourceType: 'ConceptMap', id: 'sc-uri', url: 'http://example.org/sc/a/b', status: 'draft' }],
    steps: [
      finds('/ConceptMap?url=http://example.org/sc/a/b', ['sc-uri']),
      finds('/ConceptMap?url=http://example.org/sc/a', []),
      finds('/ConceptMap?url:below=http://example.org/sc/a', ['sc-uri']),
      finds('/ConceptMap?url:above=http://example.org/sc/a/b/c', ['sc-uri']),
    ],
  },
  {
    section: 'search.html#chaining',
    requires: 'chains lead through references, several links long, and backwards with _has',
    given: [
      { resourceType: 'Organization', id: 'sc-vien', name: 'Viện Chuỗi Dài' },
      person('sc-chuoi', { managingOrganization: { reference: 'Organization/sc-vien' } }),
      result('sc-chuoi-1', 'sc-chuoi'),
    ],
    steps: [
      finds('/Observation?subject:Patient.organization.name=chuoi%20dai', ['sc-chuoi-1']),
      finds('/Patient?organization.name=chuoi%20dai&_has:Observation:patient:code=2345-7', ['sc-chuoi']),
      finds('/Organization?_has:Patient:organization:_has:Observation:subject:code=2345-7&name=chuoi', [
        'sc-vien',
      ]),
    ],
  },
  {
    section: 'search.html#revinclude',
    requires: '_include and _revinclude bring what stands around a match, :iterate and * go on from there',
    given: [
      { resourceType: 'Location', id: 'sc-nha', name: 'Nhà' },
      { resourceType: 'Location', id: 'sc-tang', partOf: { reference: 'Location/sc-nha' } },
      { resourceType: 'Location', id: 'sc-buong', partOf: { reference: 'Location/sc-tang' } },
    ],
    steps: [
      {
        send: 'GET /Location?_id=sc-buong&_include:iterate=Location:partof',
        status: 200,
        holds: { 'entry.resource.id': ['sc-buong', 'sc-tang', 'sc-nha'], [matches]: ['sc-buong'] },
      },
      {
        send: 'GET /Location?_id=sc-nha&_revinclude:iterate=Location:partof',
        status: 200,
        holds: { 'entry.resource.id': ['sc-nha', 'sc-tang', 'sc-buong'] },
      },
      {
        send: 'GET /Location?_id=sc-tang&_include=*',
        status: 200,
        holds: { 'entry.resource.id': ['sc-tang', 'sc-nha'] },
      },
    ],
  },
  {
    section: 'search.html#sort',
    requires: 'any parameter sorts, several keys in turn; what has no value comes last in either direction',
    given: [
      person('sc-s1', { birthDate: '1970', gender: 'male', meta: tag('xep') }),
      person('sc-s2', { birthDate: '1980', gender: 'male', meta: tag('xep') }),
      person('sc-s3', { birthDate: '1960', gender: 'female', meta: tag('xep') }),
      person('sc-s4', { meta: tag('xep') }),
    ],
    steps: [
      {
        send: 'GET /Patient?_tag=xep&_sort=gender,-birthdate',
        status: 200,
        lists: { [matches]: ['sc-s3', 'sc-s2', 'sc-s1', 'sc-s4'] },
      },
      {
        send: 'GET /Patient?_tag=xep&_sort=-birthdate',
        status: 200,
        lists: { [matches]: ['sc-s2', 'sc-s1', 'sc-s3', 'sc-s4'] },
      },
    ],
  },
  {
    section: 'search.html#count',
    requires:
      '_count sets the size of a page, _count=0 and _summary=count tell only the number, _total says it beside',
    given: [person('sc-d1', { meta: tag('dem') }), person('sc-d2', { meta: tag('dem') })],
    steps: [
      {
        send: 'GET /Patient?_tag=dem&_count=1',
        status: 200,
        has: { 'link.relation': 'next' },
        lacks: { total: undefined },
      },
      { send: 'GET /Patient?_tag=dem&_count=0', status: 200, has: { total: 2 }, lacks: { entry: undefined } },
      {
        send: 'GET /Patient?_tag=dem&_summary=count',
        status: 200,
        has: { total: 2 },
        lacks: { entry: undefined },
      },
      { send: 'GET /Patient?_tag=dem&_count=1&_total=accurate', status: 200, has: { total: 2 } },
    ],
  },
  {
    section: 'search.html#summary',
    requires: '_summary and _elements leave parts out and say so',
    given: [person('sc-tom', { birthDate: '1990', photo: [{ title: 'ảnh' }] })],
    steps: [
      {
        send: 'GET /Patient?_id=sc-tom&_summary=true',
        status: 200,
        has: { 'entry.resource.birthDate': '1990', 'entry.resource.meta.tag.code': 'SUBSETTED' },
        lacks: { 'entry.resource.photo': undefined },
      },
      {
        send: 'GET /Patient?_id=sc-tom&_elements=photo',
        status: 200,
        has: { 'entry.resource.photo.title': 'ảnh' },
        lacks: { 'entry.resource.birthDate': undefined },
      },
    ],
  },
  {
    section: 'search.html#all',
    requires: '_id, _lastUpdated, _tag, _profile, _security and _source are known to every type',
    given: [
      {
        ...{ resourceType: 'Basic', id: 'sc-chung', code: { text: 'x' } },
        meta: {
          ...tag('chung'),
          security: [{ system: 'urn:sc', code: 'R' }],
          source: 'urn:sc:nguon',
          profile: ['http://example.org/sc-p'],
        },
      },
    ],
    steps: [
      finds('/Basic?_id=sc-chung&_lastUpdated=gt2020', ['sc-chung']),
      finds('/Basic?_tag=urn:test:search%7Cchung&_security=urn:sc%7CR&_source=urn:sc:nguon', ['sc-chung']),
      finds('/Basic?_profile=http://example.org/sc-p', ['sc-chung']),
      finds('/Basic?_profile=http://example.org/sc-q', []),
    ],
  },
  {
    section: 'search.html#text',
    requires: '_text looks into the narrative, _content into the whole resource, marks and capitals aside',
    given: [
      person('sc-van'),
      {
        ...result('sc-van-1', 'sc-van', { note: [{ text: 'Nhịn đói tám giờ' }] }),
        text: {
          status: 'generated',
          div: '<div xmlns="http://www.w3.org/1999/xhtml">Kết quả <b>bình thường</b></div>',
        },
      },
    ],
    steps: [
      finds('/Observation?patient=sc-van&_text=binh%20thuong', ['sc-van-1']),
      finds('/Observation?patient=sc-van&_text=nhin', []),
      finds('/Observation?patient=sc-van&_content=nhin%20doi', ['sc-van-1']),
    ],
  },
  {
    section: 'search.html#list',
    requires: '_list finds what stands in a List; lists that a server keeps itself are refused by name',
    given: [
      person('sc-ds'),
      result('sc-ds-1', 'sc-ds'),
      result('sc-ds-2', 'sc-ds'),
      {
        ...{ resourceType: 'List', id: 'sc-list', status: 'current', mode: 'snapshot' },
        entry: [{ item: { reference: 'Observation/sc-ds-2' } }],
      },
    ],
    steps: [
      finds('/Observation?_list=sc-list', ['sc-ds-2']),
      {
        send: 'GET /Observation?_list=$current-problems',
        status: 400,
        has: { 'issue.code': 'not-supported' },
      },
    ],
  },
  {
    section: 'location.html#search',
    requires: 'near finds places within a distance',
    given: [
      { ...{ resourceType: 'Location', id: 'sc-gan' }, position: { latitude: 16.06, longitude: 108.22 } },
      { ...{ resourceType: 'Location', id: 'sc-hoi' }, position: { latitude: 16.12, longitude: 108.22 } },
    ],
    steps: [
      finds('/Location?near=16.06%7C108.22%7C1%7Ckm', ['sc-gan']),
      finds('/Location?near=16.06%7C108.22%7C9000%7Cm', ['sc-gan', 'sc-hoi']),
    ],
  },
  {
    section: 'http.html#search',
    requires: 'several types are searched at once, by GET and by POST, and what is in a compartment',
    given: [
      { ...{ resourceType: 'Organization', id: 'sc-he-1', name: 'A' }, meta: tag('he') },
      person('sc-he-2', { meta: tag('he') }),
      result('sc-he-3', 'sc-he-2'),
    ],
    steps: [
      finds('/?_type=Organization,Patient&_tag=he', ['sc-he-1', 'sc-he-2']),
      {
        send: 'POST /_search',
        body: '_type=Patient&_tag=he',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        status: 200,
        holds: { [matches]: ['sc-he-2'] },
      },
      finds('/Patient/sc-he-2/Observation?code=2345-7', ['sc-he-3']),
      finds('/Patient/sc-he-2/*?_type=Observation', ['sc-he-3']),
      { send: 'GET /?_type=Khong', status: 400, has: { 'issue.severity': 'error' } },
    ],
  },
  {
    section: 'search.html#errors',
    requires: 'an unknown parameter is refused; with handling=lenient it is passed over and told',
    given: [person('sc-la')],
    steps: [
      { send: 'GET /Patient?khong-co=1&_id=sc-la', status: 400, has: { 'issue.code': 'not-supported' } },
      {
        send: 'GET /Patient?khong-co=1&_id=sc-la',
        headers: { prefer: 'handling=lenient' },
        status: 200,
        has: {
          'entry.search.mode': 'outcome',
          'entry.resource.id': 'sc-la',
          'link.url': '{base}/Patient?_id=sc-la',
        },
      },
    ],
  },
  {
    section: 'search.html#cost',
    requires: 'a search that would cost too much is refused with a word on how to narrow it',
    steps: [
      {
        send: 'GET /Location?partof.partof.partof.partof.partof.partof.partof.name=a',
        status: 400,
        has: { 'issue.severity': 'error' },
      },
      {
        send: 'POST /Observation/_search',
        body: Array(30)
          .fill(`code=${Array.from({ length: 1500 }, (_, at) => `c${at}`).join(',')}`)
          .join('&'),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        status: 400,
        has: { 'issue.code': 'too-costly' },
      },
    ],
  },
];
