import { matches, type ConformanceCase, type GivenResource } from './case.ts';

export const about = 'Search beyond values: chains, includes, order, pages, levels, and what is refused.';

const loinc = 'http://loinc.org';
const tag = (name: string): object => ({ tag: [{ system: 'urn:test:search', code: name }] });
const person = (id: string, more: object = {}): GivenResource => ({
  resourceType: 'Patient',
  id,
  ...more,
});
const result = (id: string, subject: string, more: object = {}): GivenResource => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  subject: { reference: `Patient/${subject}` },
  code: { coding: [{ system: loinc, code: '2345-7', display: 'Glucose' }], text: 'Đường huyết' },
  ...more,
});
/** One search and the ids of its matches. */
const finds = (query: string, ids: readonly string[]): ConformanceCase['steps'][number] => ({
  send: `GET ${query}`,
  status: 200,
  holds: { [matches]: ids },
});

export const cases: readonly ConformanceCase[] = [
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
        resourceType: 'Basic',
        id: 'sc-chung',
        code: { text: 'x' },
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
    section: 'search.html#text',
    requires:
      'the words of narratives have an index: a word is found by its beginning and a phrase by its order, across people and counted',
    given: [
      person('sc-chu'),
      {
        ...result('sc-chu-1', 'sc-chu'),
        text: {
          status: 'generated',
          div: '<div xmlns="http://www.w3.org/1999/xhtml">Bóng tim không to, <i>trung thất</i> cân đối</div>',
        },
      },
    ],
    steps: [
      finds('/Observation?_text=trung%20th%E1%BA%A5t', ['sc-chu-1']),
      finds('/Observation?_text=%22bong%20tim%22', ['sc-chu-1']),
      finds('/Observation?_text=%22tim%20bong%22', []),
      {
        send: 'GET /Observation?_text=trung%20that&_summary=count',
        status: 200,
        has: { total: 1 },
      },
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
        resourceType: 'List',
        id: 'sc-list',
        status: 'current',
        mode: 'snapshot',
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
      { resourceType: 'Location', id: 'sc-gan', position: { latitude: 16.06, longitude: 108.22 } },
      { resourceType: 'Location', id: 'sc-hoi', position: { latitude: 16.12, longitude: 108.22 } },
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
      { resourceType: 'Organization', id: 'sc-he-1', name: 'A', meta: tag('he') },
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
    section: 'searchparameter.html',
    requires: 'the parameters that are answered can be read and searched as resources, and are not written',
    steps: [
      {
        send: 'GET /SearchParameter/Patient-birthdate',
        status: 200,
        has: { code: 'birthdate', type: 'date', base: 'Patient' },
      },
      finds('/SearchParameter?url=urn:sen:search-parameter:Observation-combo-code', [
        'Observation-combo-code',
      ]),
      finds('/SearchParameter?base=Location&type=special', ['Location-near']),
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
