import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleOf, idsOf, observation, patient, system, transaction } from './examples.ts';
import {
  chained,
  dateQuestion,
  missingQuestion,
  quantityQuestion,
  referenceQuestion,
  reversed,
  stringQuestion,
  tokenQuestion,
  type Json,
  type Question,
} from './naive-search.ts';
import { startRecord, type TestRecord } from './start-record.ts';

/** Names that break what is not careful with them. */
const naughty = [
  "Robert'); DROP TABLE record.resource;--",
  '" or ""=""',
  'a & b | !c:*',
  '\\\\ \\$1 $1 ,;|',
  '%_%',
  '🙂🙃',
  '田中さん',
  'Ｆｕｌｌ ｗｉｄｔｈ',
  'nguyên\u0301',
  '<script>alert(1)</script>',
  'مرحبا',
  '!!!',
  'x'.repeat(300),
  "O'Brien-Ngô",
  'null',
];
const families = ['Nguyễn', 'Trần', 'Lê', 'Đỗ', 'Phạm', ...naughty];
const givens = ['Văn An', 'Thị Bình', 'Đức', 'Ngọc Ánh', 'An', 'Bảo'];
const dates = ['1960', '1960-05', '1960-05-07', '1961-12', '1961-12-31', '1990-02-28', '2001'];
const moments = [
  '2026-05-01',
  '2026-05-01T08:30:00+07:00',
  '2026-05-01T23:59:59+07:00',
  '2026-05-02T00:00:00+07:00',
  '2026-06',
  '2025',
];
const codes = [
  { system: system.loinc, code: '8867-4' },
  { system: system.loinc, code: '2345-7' },
  { system: 'http://example.org', code: '2345-7' },
  { code: 'tu-do' },
];
const units = ['mg/dL', 'g/L', 'mg/L', '/min'];

const maybe = <T>(arb: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arb, { nil: undefined });
const pick = <T>(list: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...list);

const people = fc.array(
  fc.record({
    family: maybe(pick(families)),
    given: maybe(pick(givens)),
    birthDate: maybe(pick(dates)),
    gender: maybe(pick(['male', 'female'])),
    number: maybe(pick(['1', '2', '3'])),
  }),
  { minLength: 12, maxLength: 12 },
);
const results = fc.array(
  fc.record({
    person: fc.nat(11),
    code: pick(codes),
    status: pick(['final', 'preliminary']),
    when: maybe(pick(moments)),
    until: maybe(pick(['2026-07-01', '2026-06-15'])),
    value: maybe(
      fc.tuple(pick([0.054, 0.54, 5.4, 54, 540, 72, 0, 5400]), pick(units), maybe(pick(['<', '>']))),
    ),
  }),
  { minLength: 40, maxLength: 40 },
);

function clean<T extends object>(object: T): T {
  return JSON.parse(JSON.stringify(object)) as T;
}

function resourcesOf(
  persons: readonly {
    family?: string;
    given?: string;
    birthDate?: string;
    gender?: string;
    number?: string;
  }[],
  lines: readonly {
    person: number;
    code: { system?: string; code: string };
    status: string;
    when?: string;
    until?: string;
    value?: [number, string, string?];
  }[],
): Json[] {
  const made = persons.map(({ family, given, birthDate, gender, number }, at) =>
    clean({
      ...patient(),
      id: `p${at}`,
      name:
        family === undefined && given === undefined
          ? undefined
          : [{ family, given: given === undefined ? undefined : [given] }],
      birthDate,
      gender,
      identifier:
        number === undefined
          ? undefined
          : [{ system: `urn:so-${at % 2}`, value: `${number}-${at}` }, { value: number }],
      telecom: undefined,
    }),
  ) as unknown as Json[];
  const values = lines.map(({ person, code, status, when, until, value }, at) =>
    clean({
      ...observation(`p${person}`, { code: { coding: [code] } }),
      id: `o${at}`,
      status,
      effectiveDateTime: until === undefined ? when : undefined,
      effectivePeriod: until === undefined ? undefined : { start: when, end: until },
      valueQuantity:
        value === undefined
          ? undefined
          : { value: value[0], unit: value[1], system: system.ucum, code: value[1], comparator: value[2] },
    }),
  ) as unknown as Json[];
  return [...made, ...values];
}

const prefixes = ['', 'eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb'];
const codeTerm = fc.oneof(
  pick(codes).map(({ code }) => ({ code })),
  pick(codes).map(({ system: of, code }) => ({
    ...(of === undefined ? { system: null } : { system: of }),
    code,
  })),
  pick(codes)
    .filter(({ system: of }) => of !== undefined)
    .map(({ system: of }) => ({ system: of! })),
);
const patientQuestion: fc.Arbitrary<Question> = fc.oneof(
  fc
    .tuple(pick(prefixes), pick(dates))
    .map(([prefix, text]) => dateQuestion('birthdate', 'Patient.birthDate', prefix, text)),
  fc
    .tuple(
      pick([...families, ...givens, 'n', 'an', 'bin', 'NGO']),
      pick(['', ':exact', ':contains'] as const),
    )
    .map(([text, modifier]) => stringQuestion('name', 'Patient.name', text, modifier)),
  pick([...families, 'ngu']).map((text) => stringQuestion('family', 'Patient.name.family', text)),
  fc
    .tuple(pick(['male', 'female', 'other']), pick(['', ':not'] as const))
    .map(([code, modifier]) => tokenQuestion('gender', 'Patient.gender', [{ code }], modifier)),
  fc
    .tuple(pick(['1', '2', '1-0', '3-5']), pick([undefined, null, 'urn:so-0', 'urn:so-1']))
    .map(([code, of]) =>
      tokenQuestion('identifier', 'Patient.identifier', [{ code, ...(of !== undefined && { system: of }) }]),
    ),
  fc
    .tuple(
      pick([
        ['birthdate', 'Patient.birthDate'],
        ['gender', 'Patient.gender'],
        ['name', 'Patient.name'],
        ['identifier', 'Patient.identifier'],
      ] as const),
      fc.boolean(),
    )
    .map(([[code, path], missing]) => missingQuestion(code, path, missing)),
);
const resultQuestion: fc.Arbitrary<Question> = fc.oneof(
  fc
    .tuple(pick(prefixes), pick([...moments, '2026', '2026-05']))
    .map(([prefix, text]) => dateQuestion('date', 'Observation.effective', prefix, text)),
  fc
    .tuple(fc.array(codeTerm, { minLength: 1, maxLength: 3 }), pick(['', ':not'] as const))
    .map(([terms, modifier]) => tokenQuestion('code', 'Observation.code', terms, modifier)),
  fc
    .array(codeTerm, { minLength: 1, maxLength: 2 })
    .map((terms) => tokenQuestion('combo-code', 'Observation.code | Observation.component.code', terms)),
  fc
    .tuple(
      pick(['', 'ne', 'gt', 'lt', 'ge', 'le']),
      pick(['54', '5.4', '0.54', '540', '72', '0', '5']),
      maybe(pick(units)),
    )
    .map(([prefix, text, unit]) =>
      quantityQuestion('value-quantity', 'Observation.value.ofType(Quantity)', prefix, text, unit),
    ),
  fc.nat(13).map((at) => referenceQuestion('subject', 'Observation.subject', `Patient/p${at}`)),
  fc
    .tuple(
      pick([
        ['value-quantity', 'Observation.value.ofType(Quantity)'],
        ['date', 'Observation.effective'],
      ] as const),
      fc.boolean(),
    )
    .map(([[code, path], missing]) => missingQuestion(code, path, missing)),
);
const searches: fc.Arbitrary<{ type: string; questions: readonly Question[] }> = fc.oneof(
  fc
    .array(
      fc.oneof(
        { weight: 3, arbitrary: patientQuestion },
        {
          weight: 1,
          arbitrary: resultQuestion.map((inner) =>
            reversed('Observation', 'subject', 'Observation.subject', inner),
          ),
        },
      ),
      { minLength: 1, maxLength: 3 },
    )
    .map((questions) => ({ type: 'Patient', questions })),
  fc
    .array(
      fc.oneof(
        { weight: 3, arbitrary: resultQuestion },
        {
          weight: 1,
          arbitrary: patientQuestion.map((inner) =>
            chained('subject', 'Observation.subject', 'Patient', inner),
          ),
        },
      ),
      { minLength: 1, maxLength: 3 },
    )
    .map((questions) => ({ type: 'Observation', questions })),
);

let record: TestRecord;
beforeAll(async () => {
  record = await startRecord();
});
afterAll(() => record.stop());

async function store(into: TestRecord, resources: readonly Json[]): Promise<void> {
  const entries = resources.map((resource) => ({
    resource,
    request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
  }));
  const answer = await into.call('POST', '/', transaction(...(entries as never[])));
  expect(answer.status, answer.text.slice(0, 1500)).toBe(200);
}

describe('the database finds what a plain reading of the standard finds', () => {
  it('over random people, results and questions', async () => {
    for (const seed of [1]) {
      const [persons] = fc.sample(people, { numRuns: 1, seed });
      const [lines] = fc.sample(results, { numRuns: 1, seed: seed + 100 });
      const resources = resourcesOf(persons as never, lines as never);
      await store(record, resources);
      const all = new Map(resources.map((one) => [`${one.resourceType}/${one.id}`, one]));
      await fc.assert(
        fc.asyncProperty(searches, fc.integer({ min: 1, max: 60 }), async ({ type, questions }, count) => {
          const expected = resources
            .filter((one) => one.resourceType === type && questions.every(({ holds }) => holds(one, all)))
            .map(({ id }) => id)
            .toSorted();
          const query = questions.map(({ query: part }) => part).join('&');
          const seen: string[] = [];
          let url: string | undefined = `/${type}?${query}&_total=accurate&_count=${count}`;
          while (url !== undefined) {
            const answer = await record.call('GET', url);
            expect(
              answer.status,
              `${url} ${answer.text.slice(0, 500)} ${String(answer.headers['x-cause'])}`,
            ).toBe(200);
            const page: ReturnType<typeof bundleOf> = bundleOf(answer.json);
            expect(page.total, url).toBe(expected.length);
            seen.push(...idsOf(page));
            url = page.link
              ?.find(({ relation }) => relation === 'next')
              ?.url.replace('http://sen.test/fhir', '');
          }
          expect(seen.toSorted(), query).toEqual(expected);
        }),
        { numRuns: 250, seed },
      );
    }
  });

  it('whatever text comes, in whatever parameter, it is a value and never a statement', async () => {
    const own = await startRecord();
    await store(
      own,
      resourcesOf([{ family: 'Nguyễn', given: 'An' }, { family: "O'Brien-Ngô" }], []).map((one) => ({
        ...one,
        id: `chu-${one.id}`,
      })),
    );
    const names = [
      'name',
      'family:exact',
      'name:contains',
      'identifier',
      'gender',
      'birthdate',
      '_id',
      '_tag',
      '_profile',
      '_text',
      '_content',
      '_list',
      '_sort',
      '_elements',
      'general-practitioner',
      'organization',
      'organization.name',
      '_has:Observation:subject:code',
      '_lastUpdated',
      '_cursor',
      '_include',
      '_type',
      'link:identifier',
      'telecom:text',
    ];
    for (const name of names) {
      for (const text of [
        ...naughty,
        "1'; select pg_sleep(9)--",
        '\u0000',
        '$$',
        '{1,2}',
        '(((',
        '\ud800'.toWellFormed(),
      ]) {
        const answer = await record.call(
          'GET',
          `/Patient?${encodeURIComponent(name)}=${encodeURIComponent(text)}`,
        );
        expect([200, 400], `${name}=${text} ${String(answer.headers['x-cause'])}`).toContain(answer.status);
      }
    }
    const { rows } = await own.database.query<{ count: number }>(
      'select count(*) as count from record.resource',
    );
    await own.stop();
    expect(rows[0]!.count).toBe(2);
  });
});
