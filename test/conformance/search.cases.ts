import { matches, type ConformanceCase, type GivenResource } from './case.ts';

export const about = 'Search by value: every type of parameter, prefixes and modifiers.';

const loinc = 'http://loinc.org';
const ucum = 'http://unitsofmeasure.org';
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
      person('sc-so'),
      {
        resourceType: 'RiskAssessment',
        id: 'sc-nguy-co',
        status: 'final',
        subject: { reference: 'Patient/sc-so' },
        prediction: [{ probabilityDecimal: 0.8 }],
      },
    ],
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
        url: 'http://example.org/sc-cs',
        status: 'active',
        content: 'complete',
        hierarchyMeaning: 'is-a',
        concept: [{ code: 'cha', concept: [{ code: 'con' }] }],
      },
      {
        resourceType: 'ValueSet',
        id: 'sc-vs',
        url: 'http://example.org/sc-vs',
        status: 'active',
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
];
