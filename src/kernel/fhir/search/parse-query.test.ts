import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../errors.ts';
import { allResourceTypes } from '../structure/element-facts.ts';
import { parseQuery } from './parse-query.ts';
import type { Condition } from './parsed-query.ts';
import { searchParametersOf } from './search-parameters.ts';

const day = (text: string): number => Date.parse(`${text}T00:00:00+07:00`);

/** A condition with its parameter by code only, and without what is not said. */
function plain(condition: Condition): unknown {
  const { param, ...rest } = condition;
  if (rest.kind === 'chain') {
    return {
      chain: param.code,
      targets: rest.targets.map((one) => [one.resourceType, plain(one.condition)]),
    };
  }
  if (rest.kind === 'has')
    return { has: `${rest.resourceType}.${param.code}`, condition: plain(rest.condition) };
  if (rest.kind === 'composite') {
    return { composite: param.code, values: rest.values.map((one) => one.components.map(plain)) };
  }
  return { [param.code]: rest };
}
const conditions = (type: string, query: string): unknown[] => parseQuery(type, query).conditions.map(plain);
const only = (type: string, query: string): unknown => {
  const all = conditions(type, query);
  expect(all).toHaveLength(1);
  return all[0];
};

describe('values', () => {
  it.each([
    [
      'code=http://loinc.org|1234-5',
      { code: { kind: 'token', values: [{ system: 'http://loinc.org', code: '1234-5' }] } },
    ],
    ['code=1234-5', { code: { kind: 'token', values: [{ code: '1234-5' }] } }],
    ['code=|a', { code: { kind: 'token', values: [{ system: null, code: 'a' }] } }],
    ['code=http://loinc.org|', { code: { kind: 'token', values: [{ system: 'http://loinc.org' }] } }],
    [
      'code=a,b\\,c,d\\|e\\\\',
      { code: { kind: 'token', values: [{ code: 'a' }, { code: 'b,c' }, { code: 'd|e\\' }] } },
    ],
    ['code:not=a', { code: { kind: 'token', modifier: 'not', values: [{ code: 'a' }] } }],
    ['code:in=http://v', { code: { kind: 'token', modifier: 'in', values: [{ system: 'http://v' }] } }],
    [
      'code:text=Đường huyết',
      { code: { kind: 'token-text', values: [{ exact: 'Đường huyết', folded: 'duong huyet' }] } },
    ],
    ['subject=Patient/1', { subject: { kind: 'reference', values: [{ type: 'Patient', id: '1' }] } }],
    ['subject=1', { subject: { kind: 'reference', values: [{ id: '1' }] } }],
    ['patient=1', { patient: { kind: 'reference', values: [{ type: 'Patient', id: '1' }] } }],
    ['subject:Patient=1', { subject: { kind: 'reference', values: [{ type: 'Patient', id: '1' }] } }],
    [
      'subject=http://a.vn/fhir/Patient/1',
      {
        subject: {
          kind: 'reference',
          values: [{ type: 'Patient', id: '1', url: 'http://a.vn/fhir/Patient/1' }],
        },
      },
    ],
    [
      'subject:identifier=s|079',
      { subject: { kind: 'reference-identifier', values: [{ system: 's', code: '079' }] } },
    ],
    [
      'value-quantity=gt5.40||mmol/L',
      {
        'value-quantity': {
          kind: 'quantity',
          values: [
            { prefix: 'gt', value: 5.4, lo: 5.395, hi: 5.405, code: 'mmol/L', canonical: expect.anything() },
          ],
        },
      },
    ],
    [
      'value-quantity=100',
      { 'value-quantity': { kind: 'quantity', values: [{ prefix: 'eq', value: 100, lo: 99.5, hi: 100.5 }] } },
    ],
    [
      'value-quantity=1e2',
      { 'value-quantity': { kind: 'quantity', values: [{ prefix: 'eq', value: 100, lo: 95, hi: 105 }] } },
    ],
    [
      'value-quantity=ap100',
      { 'value-quantity': { kind: 'quantity', values: [{ prefix: 'ap', value: 100, lo: 90, hi: 110 }] } },
    ],
    [
      'date=ge2026-05',
      { date: { kind: 'date', values: [{ prefix: 'ge', lo: day('2026-05-01'), hi: day('2026-06-01') }] } },
    ],
    [
      'date=2026-05-01T08:30:00+07:00',
      {
        date: {
          kind: 'date',
          values: [
            { prefix: 'eq', lo: Date.parse('2026-05-01T01:30:00Z'), hi: Date.parse('2026-05-01T01:30:01Z') },
          ],
        },
      },
    ],
    ['date:missing=true', { date: { kind: 'missing', missing: true } }],
    ['_profile=http://p', { _profile: { kind: 'uri', values: ['http://p'] } }],
    ['_id=a,b', { _id: { kind: 'token', values: [{ code: 'a' }, { code: 'b' }] } }],
    [
      'code-value-quantity=a$lt5',
      {
        composite: 'code-value-quantity',
        values: [
          [
            { code: { kind: 'token', values: [{ code: 'a' }] } },
            {
              'value-quantity': { kind: 'quantity', values: [{ prefix: 'lt', value: 5, lo: 4.5, hi: 5.5 }] },
            },
          ],
        ],
      },
    ],
  ])('Observation?%s', (query, expected) => expect(only('Observation', query)).toEqual(expected));

  it.each([
    [
      'name=Nguyễn+Đức',
      { name: { kind: 'string', values: [{ exact: 'Nguyễn Đức', folded: 'nguyen duc' }] } },
    ],
    [
      'name:exact=%C4%90%E1%BB%A9c',
      { name: { kind: 'string', modifier: 'exact', values: [{ exact: 'Đức', folded: 'duc' }] } },
    ],
    [
      'name:contains=uy',
      { name: { kind: 'string', modifier: 'contains', values: [{ exact: 'uy', folded: 'uy' }] } },
    ],
    [
      'identifier:of-type=v2|NI|079',
      { identifier: { kind: 'of-type', values: [{ type: { system: 'v2', code: 'NI' }, value: '079' }] } },
    ],
    [
      'birthdate=1980',
      {
        birthdate: { kind: 'date', values: [{ prefix: 'eq', lo: day('1980-01-01'), hi: day('1981-01-01') }] },
      },
    ],
  ])('Patient?%s', (query, expected) => expect(only('Patient', query)).toEqual(expected));

  it('a repeated parameter is two conditions', () => {
    expect(conditions('Observation', '?date=ge2026-01&date=lt2026-02&&')).toHaveLength(2);
  });
});

describe('chains', () => {
  const name = { name: { kind: 'string', values: [{ exact: 'an', folded: 'an' }] } };
  it.each([
    ['Observation', 'patient.name=an', { chain: 'patient', targets: [['Patient', name]] }],
    ['Observation', 'subject:Patient.name=an', { chain: 'subject', targets: [['Patient', name]] }],
    [
      'Observation',
      'subject.name=an',
      {
        chain: 'subject',
        targets: [
          ['Location', name],
          ['Patient', name],
        ],
      },
    ],
    [
      'DiagnosticReport',
      'result.patient.name=an',
      { chain: 'result', targets: [['Observation', { chain: 'patient', targets: [['Patient', name]] }]] },
    ],
    [
      'Patient',
      '_has:Observation:patient:status=final',
      { has: 'Observation.patient', condition: { status: { kind: 'token', values: [{ code: 'final' }] } } },
    ],
    [
      'Patient',
      '_has:Observation:patient:performer:Practitioner.name=an',
      { has: 'Observation.patient', condition: { chain: 'performer', targets: [['Practitioner', name]] } },
    ],
    [
      'Practitioner',
      '_has:Observation:performer:_has:Provenance:target:agent=Practitioner/1',
      {
        has: 'Observation.performer',
        condition: {
          has: 'Provenance.target',
          condition: { agent: { kind: 'reference', values: [{ type: 'Practitioner', id: '1' }] } },
        },
      },
    ],
    [
      'Encounter',
      'patient._has:Observation:patient:status=final',
      {
        chain: 'patient',
        targets: [
          [
            'Patient',
            {
              has: 'Observation.patient',
              condition: { status: { kind: 'token', values: [{ code: 'final' }] } },
            },
          ],
        ],
      },
    ],
  ])('%s?%s', (type, query, expected) => expect(only(type, query)).toEqual(expected));
});

describe('the answer', () => {
  it('its order, size and parts', () => {
    const query = parseQuery(
      'Observation',
      '_sort=-date,code,_lastUpdated&_count=20&_summary=true&_elements=status,Observation.code,value&_total=accurate&_format=json&_pretty=true',
    );
    expect(query.sort.map((one) => [one.param.code, one.descending])).toEqual([
      ['date', true],
      ['code', false],
      ['_lastUpdated', false],
    ]);
    expect(query).toMatchObject({
      count: 20,
      summary: 'true',
      elements: ['status', 'code', 'value'],
      total: 'accurate',
      conditions: [],
    });
  });

  it('what comes with it', () => {
    const query = parseQuery(
      'Observation',
      '_include=Observation:subject:Patient&_include:iterate=Patient:organization&_include=*&_revinclude=Provenance:target&_revinclude=DiagnosticReport:*',
    );
    expect(query.includes.map(({ param, ...one }) => ({ ...one, code: param?.code }))).toEqual([
      { resourceType: 'Observation', code: 'subject', targetType: 'Patient', iterate: false },
      { resourceType: 'Patient', code: 'organization', iterate: true },
      { resourceType: 'Observation', code: undefined, iterate: false },
    ]);
    expect(query.revincludes.map(({ param, ...one }) => ({ ...one, code: param?.code }))).toEqual([
      { resourceType: 'Provenance', code: 'target', iterate: false },
      { resourceType: 'DiagnosticReport', code: undefined, iterate: false },
    ]);
  });

  it('what the caller handles itself is handed back', () => {
    expect(parseQuery('Patient', '_cursor=a%2Bb', { passThrough: ['_cursor'] }).other).toEqual([
      { name: '_cursor', value: 'a+b' },
    ]);
  });

  it('about is measured from now for a date', () => {
    const [condition] = parseQuery('Patient', 'birthdate=ap2026-01-01', {
      now: new Date('2026-01-11T00:00:00+07:00'),
    }).conditions;
    expect(condition).toMatchObject({ values: [{ lo: day('2025-12-31'), hi: day('2026-01-03') }] });
  });
});

describe('what is not right is refused, and the parameter named', () => {
  it.each([
    ['Observation', 'colour=red', 'colour'],
    ['Observation', 'name=an', 'name'],
    ['Observation', 'code', 'code'],
    ['Observation', 'code=', 'code'],
    ['Observation', 'code=,', 'code'],
    ['Observation', 'code=a|b|c', 'code'],
    ['Observation', 'code:exact=a', 'code:exact'],
    ['Observation', 'date=2026-02-30', 'date'],
    ['Observation', 'date=yesterday', 'date'],
    ['Observation', 'date:not=2026', 'date:not'],
    ['Observation', 'date:missing=maybe', 'date:missing'],
    ['Observation', 'value-quantity=five', 'value-quantity'],
    ['Observation', 'value-quantity=1|2', 'value-quantity'],
    ['Observation', 'patient:Group=1', 'patient:Group'],
    ['Observation', 'patient=Group/1', 'patient'],
    ['Observation', 'subject=a b', 'subject'],
    ['Observation', 'code.name=a', 'code.name'],
    ['Observation', 'focus.name=a', 'focus.name'],
    ['Observation', 'subject.colour=a', 'subject.colour'],
    ['Observation', 'code-value-quantity=a', 'code-value-quantity'],
    ['Observation', '_has:Ghost:subject:code=a', '_has:Ghost:subject:code'],
    ['Observation', '_has:Provenance=a', '_has:Provenance'],
    ['Observation', '_sort=colour', '_sort'],
    ['Observation', '_count=-1', '_count'],
    ['Observation', '_count=many', '_count'],
    ['Observation', '_summary=some', '_summary'],
    ['Observation', '_elements=colour', '_elements'],
    ['Observation', '_include=Observation', '_include'],
    ['Observation', '_include=Observation:code', '_include'],
    ['Observation', '_include=Observation:subject:Claim', '_include'],
    ['Observation', '_content=%20', '_content'],
    ['Observation', '_list=$current-problems', '_list'],
    ['Observation', '_filter=code eq 1', '_filter'],
    ['Observation', '_contained=true', '_contained'],
    ['Observation', 'code=%zz', 'code'],
    ['Ghost', 'code=a', 'resourceType'],
    ['DiagnosticReport', `result.${'has-member.'.repeat(6)}code=a`, `result.${'has-member.'.repeat(6)}code`],
    ['Patient', 'identifier:of-type=a|b', 'identifier:of-type'],
  ])('%s?%s', (type, query, name) => {
    try {
      parseQuery(type, query);
      expect.unreachable('it should have been refused');
    } catch (error) {
      expect(error).toBeInstanceOf(AppError);
      const { code, issues } = error as AppError;
      expect([code, issues[0]!.path]).toEqual(['search.invalid', name]);
      expect(issues[0]!.text.vi).not.toBe(issues[0]!.text.en);
    }
  });

  it('a name that is no name is not repeated', () => {
    expect(() => parseQuery('Patient', 'Nguyễn Văn A=1')).toThrow(
      expect.objectContaining({ issues: [expect.objectContaining({ path: '?' })] }),
    );
  });

  it('too much of it', () => {
    expect(() => parseQuery('Patient', 'active=true&'.repeat(500))).toThrow(AppError);
    expect(() => parseQuery('Patient', `_id=${'a,'.repeat(5000)}`)).toThrow(AppError);
  });

  it('lenient reading passes over unknown names, but never over a wrong value or modifier', () => {
    expect(parseQuery('Patient', 'colour=red&active=true', { lenient: true })).toMatchObject({
      ignored: ['colour'],
      conditions: [{ kind: 'token' }],
    });
    expect(() => parseQuery('Patient', 'birthdate=x', { lenient: true })).toThrow(AppError);
    expect(() => parseQuery('Patient', 'birthdate:not=2020', { lenient: true })).toThrow(AppError);
  });
});

it('nothing but an AppError is ever thrown', () => {
  const piece = fc.constantFrom(
    'code',
    'subject',
    '_has',
    'Observation',
    'Patient',
    'patient',
    'name',
    ':',
    '.',
    '=',
    '&',
    ',',
    '|',
    '$',
    '\\',
    '%',
    '%C4',
    '*',
    '_include',
    '_sort',
    '-',
    'ge',
    '2026-01',
    '5',
    '__proto__',
    'constructor',
    ' ',
    'é',
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...allResourceTypes),
      fc.oneof(
        fc.string(),
        fc.array(piece).map((parts) => parts.join('')),
      ),
      (type, query) => {
        try {
          parseQuery(type, query);
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
        }
      },
    ),
    { numRuns: 3000 },
  );
});

it('every parameter of every type can be asked for absence', () => {
  for (const type of allResourceTypes) {
    for (const { code, expression } of searchParametersOf(type)) {
      if (expression !== '')
        expect(parseQuery(type, `${code}:missing=true`).conditions[0]!.kind).toBe('missing');
    }
  }
});
