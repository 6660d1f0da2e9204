import type { QuestionnaireResponse } from '@medplum/fhirtypes';
import { describe, expect, it, test } from 'vitest';
import { compileFhirPath } from '../../fhirpath/evaluate.ts';
import { compilePath } from './compile.ts';
import { NotUnderstood } from './tokens.ts';

const coding = { system: 'urn:a', code: 'yes-1', display: 'Có' };
const response: QuestionnaireResponse = {
  resourceType: 'QuestionnaireResponse',
  status: 'in-progress',
  authored: '2026-11-23T08:05:00+07:00',
  item: [
    { linkId: 'w', text: 'Cân nặng', answer: [{ valueDecimal: 70.5 }] },
    { linkId: 'h', answer: [{ valueInteger: 160 }] },
    { linkId: 'day', answer: [{ valueDate: '2026-01-31' }] },
    { linkId: 'q', answer: [{ valueQuantity: { value: 5.5, unit: 'mmol/L', code: 'mmol/L' } }] },
    {
      linkId: 'one',
      answer: [{ valueCoding: coding, item: [{ linkId: 'inner', answer: [{ valueBoolean: true }] }] }],
    },
    {
      linkId: 'g',
      item: [
        { linkId: 'n', answer: [{ valueInteger: 1 }, { valueInteger: 2 }] },
        { linkId: 's', answer: [{ valueString: 'đau đầu' }] },
      ],
    },
    { linkId: 'g', item: [{ linkId: 'n', answer: [{ valueInteger: 3 }] }] },
  ],
};
const patient = {
  resourceType: 'Patient',
  birthDate: '1990-02-28',
  gender: 'female',
  name: [{ family: 'Nguyễn', given: ['Văn', 'An'], text: 'Nguyễn Văn An' }],
  identifier: [
    { system: 'urn:x', value: '1' },
    { system: 'urn:y', value: '2' },
  ],
};
const w = "%resource.descendants().where(linkId='w').answer.value";
const h = "%resource.descendants().where(linkId='h').answer.value";
const n = "%resource.descendants().where(linkId='n').answer.value";

/** What forms ask, in the shapes that people write it. */
const expressions = [
  w,
  `(${w} / (${h} / 100).power(2)).round(1)`,
  `${n}.sum()`,
  `${n}.count() + 1`,
  `${n}.where($this > 1)`,
  `${n}.select($this * 2)`,
  `${n}.all($this > 0)`,
  `${n}.exists($this = 3)`,
  `${n} contains 2`,
  `2 in ${n}`,
  `${n}.first() | ${n}.last()`,
  `${n}[1]`,
  `${n}.skip(1).take(1)`,
  `${n}.tail().distinct().isDistinct()`,
  `${n}.intersect(2 | 3 | 4)`,
  "%resource.repeat(item).where(linkId='s').answer.value",
  "%resource.repeat(item | answer).where(linkId='inner').answer.value",
  "%resource.item.where(linkId='g').item.where(linkId='n').answer.value",
  "%resource.item.where(linkId = 'one').answer.value.code",
  "%resource.descendants().where(linkId='one').answer.value.code.replace('yes-', '').toInteger() + 1",
  "%resource.descendants().where(linkId='q').answer.value.value > 5",
  "%resource.descendants().where(linkId='missing').answer.value",
  "%resource.descendants().where(linkId='missing').answer.value.empty()",
  "%resource.descendants().where(linkId='missing').answer.value > 3 or true",
  "%resource.descendants().where(linkId='missing').answer.value > 3 and false",
  "%resource.descendants().where(linkId='missing').answer.value > 3 implies false",
  "(%resource.descendants().where(linkId='missing').answer.value > 3).not()",
  "%patient.gender = 'female'",
  "%patient.gender != 'male' and %patient.birthDate < @2000-01-01",
  '%patient.birthDate + 1 year',
  '%patient.birthDate + 30 days > @1990-03-29',
  '@2026-01-31 + 1 month',
  '@2026-03-31 - 1 month',
  '@2026-01-15 + 280 days',
  '%patient.name.first().text',
  "%patient.name.given.join(' ')",
  "%patient.name.given.first() & ' ' & %patient.name.family",
  "%patient.name.family + 'x'",
  "%patient.identifier.where(system = 'urn:y').value",
  '%patient.name.exists() xor %patient.photo.exists()',
  "iif(%patient.gender = 'female', 'Nữ', 'Nam')",
  'iif({}, 1, 2)',
  '{} = 1',
  '{}.exists()',
  '1 / 0',
  '7 div 2',
  '7 mod 2',
  '-7.5 + 2',
  '0.1 + 0.2',
  '2.5.round()',
  '(10).sqrt().round(3)',
  "'abc'.length()",
  "'abcdef'.substring(1, 3)",
  "'abcdef'.substring(4)",
  "'abc'.startsWith('ab') and 'abc'.endsWith('bc') and 'abc'.contains('b')",
  "'a,b'.split(',').count()",
  "'Abc'.lower() = 'abc'.lower() and 'a'.upper() = 'A'",
  "'abc'.indexOf('c')",
  "'12'.toInteger() + 1",
  "'1.5'.toDecimal() * 2",
  "'x'.toInteger()",
  '(1).toString()',
  "'Abc' ~ 'abc'",
  '(1 | 2 | 3) = (1 | 2 | 3)',
  '(1 | 2).count() = 2',
  'true and {}',
  'false and {}',
  'true or {}',
  "(1 | 2).exists() and 'a' in ('a' | 'b')",
  '%patient.children().count() > 3',
  '%patient.name.given.where($index = 1)',
  '`item`.count()',
  '$this.item.linkId.distinct().count()',
  '5 > 3 and 3 >= 3 and 2 < 3 and 2 <= 2',
  '(5).min() + (3 | 9).max() + (2 | 4).avg()',
  '(true | false).anyTrue() and (true).allTrue()',
  '%patient.ofType(Patient).name.count()',
  '%resource is QuestionnaireResponse',
];

describe('the small engine answers as the full one', () => {
  test.each(expressions)('%s', (expression) => {
    const variables = { resource: response, rootResource: response, patient };
    let full: unknown;
    try {
      full = compileFhirPath(expression)(response, variables);
    } catch {
      full = 'no answer';
    }
    let small: unknown;
    try {
      small = compilePath(expression)(response, { variables, now: '2026-11-23T08:05:00.000+07:00' });
    } catch (error) {
      expect(error, expression).not.toBeInstanceOf(NotUnderstood);
      small = 'no answer';
    }
    expect(small).toEqual(full);
  });
});

it('the comparison says something: nearly all of these can be worked out', () => {
  const variables = { resource: response, rootResource: response, patient };
  const refused = expressions.filter((expression) => {
    try {
      compilePath(expression)(response, { variables, now: '2026-11-23T08:05:00.000+07:00' });
      return false;
    } catch {
      return true;
    }
  });
  expect(refused.length).toBeLessThan(3);
});

it('what it does not know it hands to the full engine instead of guessing', () => {
  for (const expression of [
    "'a'.matches('[a]')",
    'resolve()',
    'a.b(',
    '1 +',
    'a ! b',
    '%patient.name.aggregate($this, 0)',
    '',
    'a b',
  ])
    expect(() => compilePath(expression), expression).toThrow(NotUnderstood);
});

it('an answer found by its name is the one that a walk through the response finds', () => {
  const around = { variables: { resource: response }, now: '' };
  const walked = compilePath(n)(response, around);
  const asked: string[] = [];
  const indexed = compilePath(n)(response, {
    ...around,
    itemsBy: (linkId) => {
      asked.push(linkId);
      return response
        .item!.filter(({ linkId: own }) => own === 'g')
        .flatMap(({ item }) => item!.filter((one) => one.linkId === linkId));
    },
  });
  expect([indexed, asked]).toEqual([walked, ['n']]);
});

it('days of today are days of the reader’s clock', () => {
  const around = { variables: {}, now: '2026-11-23T00:30:00.000+07:00' };
  expect(compilePath('today()')({}, around)).toEqual(['2026-11-23']);
  expect(compilePath('today() - 1 day')({}, around)).toEqual(['2026-11-22']);
  expect(compilePath('now() > today()')({}, around)).toEqual([]);
});

it('an expression that cannot be worked out throws and never answers wrongly', () => {
  const around = { variables: { resource: response }, now: '' };
  for (const expression of [`${n} + 1`, "'a' > 1", '%unknown', "'a' * 2", `${n}.power(2)`])
    expect(() => compilePath(expression)(response, around), expression).toThrow();
});

it('an expression as deep as a well is refused before it is followed down', () => {
  expect(() => compilePath(`${'('.repeat(500)}1${')'.repeat(500)}`)).toThrow(NotUnderstood);
});
