import { describe, expect, it } from 'vitest';
import { evaluateRule } from '../fhirpath/evaluate-at.ts';
import { allResourceTypes, elementsOf, jsonName } from '../structure/element-facts.ts';
import { allRules, rulePlaces, type RulePlace, type StandardRule } from '../testing/rule-places.ts';
import { sampleElement, sampleResource, seededChance, type Chance } from '../testing/sample-resource.ts';
import { readSharedArchive } from '../testing/shared-archives.ts';
import { invariantText } from './invariant-texts.ts';
import { nativeInvariants } from './native-invariants.ts';

type Json = Record<string, unknown>;
const ucum = 'http://unitsofmeasure.org';
const status = (code: string): Json => ({
  coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code }],
});
const allergyStatus = {
  coding: [
    {
      system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification',
      code: 'entered-in-error',
    },
  ],
};
const conditionStatus = {
  coding: [
    { system: 'http://terminology.hl7.org/CodeSystem/condition-ver-status', code: 'entered-in-error' },
  ],
};
const code = { coding: [{ system: 'http://loinc.org', code: '1' }] };

/** Key -> values on which the plain code and the FHIRPath must agree; beside these come samples made from the definitions. */
const cases: Record<string, Json[]> = {
  'qty-3': [{ value: 1 }, { code: 'g' }, { code: 'g', system: ucum }],
  'per-1': [
    { start: '2026-01-01', end: '2026-01-02' },
    { start: '2026-01-02', end: '2026-01-01' },
    { start: '2026' },
    {},
  ],
  'cpt-2': [{ value: '1' }, { value: '1', system: 'phone' }, { system: 'phone' }],
  'att-1': [{ data: 'QUJD' }, { data: 'QUJD', contentType: 'text/plain' }, { url: 'http://a' }],
  'rat-1': [
    { numerator: { value: 1 } },
    { numerator: { value: 1 }, denominator: { value: 2 } },
    { extension: [{ url: 'a', valueString: 'b' }] },
  ],
  'age-1': [
    { value: 3 },
    { value: 3, code: 'a', system: ucum },
    { value: -3, code: 'a', system: ucum },
    { value: 3, code: 'a', system: 'x' },
  ],
  'drt-1': [{ value: 3 }, { code: 'd' }, { value: 3, code: 'd', system: ucum }],
  'tim-1': [{ duration: 1 }, { duration: 1, durationUnit: 'h' }, {}],
  'tim-2': [{ period: 1 }, { period: 1, periodUnit: 'h' }],
  'tim-4': [{ duration: -1 }, { duration: 0 }],
  'tim-5': [{ period: -1 }, { period: 2 }],
  'tim-10': [{ timeOfDay: ['08:00:00'], when: ['AC'] }, { when: ['AC'] }],
  'obs-3': [{}, { text: 'x' }, { low: { value: 1 } }, { age: { low: { value: 1 } } }],
  'obs-6': [
    { dataAbsentReason: { text: 'x' } },
    { valueString: 'x', dataAbsentReason: { text: 'y' } },
    { valueString: 'x' },
  ],
  'pat-1': [{}, { name: { text: 'x' } }, { gender: 'male' }, { telecom: [{ value: '1' }] }],
  'org-1': [{ active: true }, { name: 'x' }, { identifier: [{ value: 'x' }] }],
  'con-4': [
    { abatementDateTime: '2026' },
    { abatementDateTime: '2026', clinicalStatus: status('resolved') },
    { abatementString: 'x', clinicalStatus: status('active') },
  ],
  'con-5': [
    { verificationStatus: conditionStatus },
    { verificationStatus: conditionStatus, clinicalStatus: status('active') },
  ],
  'ait-1': [{}, { verificationStatus: allergyStatus }, { clinicalStatus: status('active') }],
  'ait-2': [{}, { verificationStatus: allergyStatus, clinicalStatus: status('active') }],
  'obs-7': [
    { code, valueString: 'x', component: [{ code }] },
    { code, component: [{ code }] },
    { code, valueString: 'x', component: [{ code: { text: 'y' } }] },
  ],
  'mdd-1': [
    {},
    { whenPrepared: '2026-01-01T08:00:00+07:00' },
    { whenPrepared: '2026-01-01T08:00:00+07:00', whenHandedOver: '2026-01-01T08:00:00+07:00' },
    { whenPrepared: '2026-01-01T08:00:00+07:00', whenHandedOver: '2026-01-01T09:00:00+07:00' },
    { whenPrepared: '2026-01-01T09:00:00+07:00', whenHandedOver: '2026-01-01T08:00:00+07:00' },
  ],
  'app-1': [{}, { type: [code] }, { actor: { reference: 'Patient/1' } }],
  'app-2': [
    {},
    { start: '2026-01-01T08:00:00Z' },
    { start: '2026-01-01T08:00:00Z', end: '2026-01-01T09:00:00Z' },
  ],
  'app-3': [
    {},
    { status: 'booked' },
    { status: 'waitlist' },
    { status: 'booked', start: '2026-01-01T08:00:00Z', end: '2026-01-01T09:00:00Z' },
  ],
  'app-4': [
    { status: 'booked' },
    { cancelationReason: code },
    { cancelationReason: code, status: 'booked' },
    { cancelationReason: code, status: 'noshow' },
  ],
  'prr-1': [{ orderDetail: [code] }, { orderDetail: [code], code }],
  'cmp-1': [{}, { text: { status: 'generated' } }, { entry: [{ reference: 'X/1' }] }],
  'cmp-2': [{ emptyReason: code, entry: [{ reference: 'X/1' }] }, { emptyReason: code }],
  'bdl-1': [
    { type: 'batch', total: 1 },
    { type: 'searchset', total: 1 },
  ],
  'bdl-2': [
    { type: 'batch', entry: [{ search: { mode: 'match' } }] },
    { type: 'searchset', entry: [{ search: { mode: 'match' } }] },
  ],
  'bdl-3': [
    { type: 'batch', entry: [{}] },
    { type: 'batch', entry: [{ request: { method: 'GET' } }] },
    { type: 'collection', entry: [{ request: { method: 'GET' } }] },
  ],
  'bdl-5': [{}, { response: { status: '200' } }],
  'bdl-11': [
    { type: 'document', entry: [{ resource: { resourceType: 'Composition' } }] },
    { type: 'document', entry: [{ resource: { resourceType: 'Patient' } }] },
    { type: 'message' },
  ],
  'bdl-12': [
    { type: 'message', entry: [{ resource: { resourceType: 'MessageHeader' } }] },
    { type: 'message', entry: [{ resource: { resourceType: 'Patient' } }] },
    { type: 'document' },
  ],
  'md-1': [{ max: '*' }, { max: '2' }, { max: '0' }],
  'bdl-7': [
    { type: 'collection', entry: [{ fullUrl: 'urn:a' }, { fullUrl: 'urn:b' }, {}, {}] },
    { type: 'collection', entry: [{ fullUrl: 'urn:a' }, { fullUrl: 'urn:a' }] },
    { type: 'history', entry: [{ fullUrl: 'urn:a' }, { fullUrl: 'urn:a' }] },
    {
      type: 'collection',
      entry: ['1', '2'].map((versionId) => ({
        fullUrl: 'urn:a',
        resource: { resourceType: 'Patient', meta: { versionId } },
      })),
    },
  ],
  'rng-2': [
    { low: { value: 1 }, high: { value: 2 } },
    { low: { value: 1 } },
    ...['mg', 'kg', 'cm'].map((unit) => ({
      low: { value: 5, system: ucum, code: 'g' },
      high: { value: 7, system: ucum, code: unit },
    })),
    { low: { value: 7, system: ucum, code: 'g' }, high: { value: 5, system: ucum, code: 'g' } },
  ],
  'bdl-8': [{ fullUrl: 'http://a/Patient/1/_history/2' }, { fullUrl: 'http://a/Patient/1' }, {}],
};

const isNative = ({ key }: StandardRule): boolean => key in nativeInvariants && !key.startsWith('inv-');

/**
 * Rules whose FHIRPath in R4 does not say what R4's own words say, or that the engine cannot run. The plain code follows the words;
 * each line says why.
 */
const followsTheWords: Record<string, string> = {
  'con-3':
    'R4 selects "category = problem-list-item" into booleans and asks whether there are none: any category fails it',
  'ctm-1': 'resolve() reads another resource; the type in the reference answers the same question',
  'eld-16': 'the pattern escapes signs that need none; the engine refuses it',
  'eld-19': 'the pattern escapes signs that need none; the engine refuses it',
  'eld-20': 'the pattern leaves a bracket open; the engine refuses it',
  'bdl-11': 'a document without any entry has no first one; R4 says that the first one is a Composition',
  'bdl-12': 'a message without any entry has no first one; R4 says that the first one is a MessageHeader',
  'md-1': 'a max that is no number has no answer; R4 says that it is a number or *',
  'rng-2': 'the engine does not compare amounts without a unit; the plain code compares their numbers',
};

/** What the standard's own expression says; a rule without an answer holds. */
function byFhirPath(rule: StandardRule, value: Json, shape: string, resource: Json): boolean {
  return evaluateRule(rule.expression, { base: shape, value, resource, rootResource: resource }) !== false;
}

/** As the validator does it: plain code first, the engine where that leaves it open. */
function answerOf(rule: StandardRule, value: Json, shape: string, resource: Json): boolean | undefined {
  return (
    (isNative(rule) ? nativeInvariants[rule.key]!(value, resource) : undefined) ??
    evaluateRule(rule.expression, { base: shape, value, resource, rootResource: resource })
  );
}

function compare(rule: StandardRule, value: Json, shape: string, resource: Json): string | undefined {
  const native = nativeInvariants[rule.key]!(value, resource);
  if (native === undefined || native === byFhirPath(rule, value, shape, resource)) return undefined;
  return `${rule.path} ${rule.key}: plain code says ${native} of ${JSON.stringify(value)}`;
}

describe('a rule written out as plain code', () => {
  const native = allRules.filter(isNative);

  it('is a rule of R4', () => {
    expect(new Set(native.map((one) => one.key))).toEqual(new Set(Object.keys(nativeInvariants)));
  });

  it.each(native.filter(({ key }) => key in cases))('$key says of $path what its FHIRPath says', (rule) => {
    for (const value of cases[rule.key]!) {
      const resource = { resourceType: rule.path.split('.', 1)[0]!, ...value };
      const whole = rule.path.includes('.') ? value : resource;
      expect(compare(rule, whole, rule.path, resource)).toBeUndefined();
    }
  });

  it.each(native.filter(({ key }) => !(key in followsTheWords)))(
    '$key of $path agrees with its FHIRPath whatever is there, missing, wrong or turned about',
    (rule) => {
      const seen = new Set<boolean | undefined>(
        (cases[rule.key] ?? []).map((value) => answerOf(rule, value, rule.path, value)),
      );
      for (const shape of shapesOf(rule)) {
        for (const { value, resource } of variants(rule, shape)) {
          expect(compare(rule, value, shape, resource)).toBeUndefined();
          seen.add(answerOf(rule, value, shape, resource));
        }
      }
      // Both answers were met, so that agreement means something.
      expect([...seen]).toEqual(expect.arrayContaining([true, false]));
    },
  );

  it('agrees with its FHIRPath in every sample of every type', () => {
    const differ: string[] = [];
    for (const type of allResourceTypes)
      for (let seed = 1; seed <= 4; seed++)
        differ.push(...differencesIn(rulePlaces(sampleResource(type, seededChance(seed)))));
    expect(differ).toEqual([]);
  });

  it('agrees with its FHIRPath in whole records made by another program', (context) => {
    const bundles = readSharedArchive('synthea-r4/bundles.tar.gz');
    if (bundles === undefined) return context.skip('the optional records are not beside this clone');
    for (const text of [...bundles.values()].slice(0, 4))
      expect(differencesIn(rulePlaces(JSON.parse(text) as Json))).toEqual([]);
  });
});

function differencesIn(places: readonly RulePlace[]): string[] {
  return places.flatMap(({ value, shape, resource, rules }) =>
    rules
      .filter((rule) => isNative(rule) && !(rule.key in followsTheWords))
      .flatMap((rule) => compare(rule, value, shape, resource) ?? []),
  );
}

/** Where a rule is asked: the type it stands at, or the type of the element it stands at. */
function shapesOf({ path }: StandardRule): string[] {
  if (!path.includes('.')) return [path];
  const [, parent, name] = /^(.*)\.([^.]+)$/.exec(path)!;
  return elementsOf(parent!)
    .get(name!)!
    .types.flatMap((type) => type.shape ?? []);
}

const moments = [
  '2026',
  '2026-01',
  '2026-01-31',
  '2026-02-01',
  '2026-01-31T08:00:00+07:00',
  '2026-01-31T09:00:00+07:00',
];

/** Every combination of the elements that a rule speaks of, there or not, several times with other values. */
function variants(rule: StandardRule, shape: string): { value: Json; resource: Json }[] {
  const chance = seededChance(11);
  const names = [...elementsOf(shape).keys()].filter((name) =>
    new RegExp(`\\b${name}\\b`).test(rule.expression),
  );
  const type = rule.path.split('.', 1)[0]!;
  const made: { value: Json; resource: Json }[] = [];
  for (let round = 0; round < 24; round++) {
    for (let mask = 0; mask < 1 << names.length; mask++) {
      const value: Json = allResourceTypes.includes(shape) ? { resourceType: shape } : {};
      names.forEach((name, at) => {
        const needed = elementsOf(shape).get(name)!.min > 0;
        if (needed || (mask & (1 << at)) !== 0) setElement(value, shape, name, rule.expression, chance);
      });
      if (Object.keys(value).length === 0) value['id'] = 'x';
      const resource = rule.path === shape && 'resourceType' in value ? value : { resourceType: type };
      made.push({ value, resource });
    }
  }
  return made;
}

/** A value from the definitions, or one that the rule itself mentions. */
function setElement(value: Json, shape: string, name: string, expression: string, chance: Chance): void {
  const element = elementsOf(shape).get(name)!;
  const pick = <Item>(list: readonly Item[]): Item => list[Math.floor(chance() * list.length)]!;
  const words = [...expression.matchAll(/'([^']+)'/g)].map(([, word]) => word!);
  const [key, sample] = sampleElement(shape, name, chance) ?? [name, [{ resourceType: 'Patient' }]];
  const code = element.types[0]!.code;
  const put = (one: unknown): void => {
    value[jsonName(element, code)] = element.max > 1 ? [one] : one;
  };
  const literal = chance() < 0.7;
  if (['dateTime', 'instant', 'date'].includes(code)) put(pick(moments));
  else if (code === 'decimal' || code === 'Quantity') {
    const number = pick([-2, 0, 1, 2.5]);
    put(code === 'decimal' ? number : { value: number, ...pick([{}, { code: 'g', system: ucum }]) });
  } else if (literal && name === 'system') put(pick([ucum, 'http://other']));
  else if (literal && code === 'code' && words.length > 0) put(pick(words));
  else if (literal && code === 'uri' && words.length > 0) put(`http://a${pick([...words, '/b'])}1`);
  else if (literal && code === 'CodeableConcept' && words.length > 0) {
    const system = words.find((word) => word.startsWith('http')) ?? 'http://other';
    put({ coding: [{ system: pick([system, 'http://other']), code: pick(words) }] });
  } else value[key] = sample;
}

it('every rule of R4 has an answer on a sample of its type, or is known to need more than the resource', () => {
  const without = new Set<string>();
  for (const type of allResourceTypes)
    for (let seed = 1; seed <= 3; seed++)
      for (const { value, shape, resource, rules } of rulePlaces(sampleResource(type, seededChance(seed))))
        for (const rule of rules) {
          if (answerOf(rule, value, shape, resource) === undefined) without.add(`${rule.path} ${rule.key}`);
        }
  expect([...without].toSorted()).toEqual([]);
  expect(allRules.length).toBeGreaterThan(200);
});

it('a document or message without entries, and a limit that is no number, are refused', () => {
  expect(nativeInvariants['bdl-11']!({ type: 'document' }, {})).toBe(false);
  expect(nativeInvariants['bdl-12']!({ type: 'message', entry: [] }, {})).toBe(false);
  expect(nativeInvariants['md-1']!({ max: 'nhiều' }, {})).toBe(false);
});

it('a rule without words of its own is named with its FHIRPath', () => {
  expect(invariantText('x', 'zzz-1', 'a.exists()').vi).toContain('a.exists()');
  expect(invariantText('x', 'qty-3', 'a').en).toContain('unit');
});
