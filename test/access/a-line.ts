import { compartmentParametersOf } from '#kernel/fhir/compartment.ts';
import { searchParameterMap } from '#kernel/fhir/search/search-parameters.ts';
import {
  elementsOf,
  isPrimitive,
  jsonName,
  type ElementFacts,
  type TypeFacts,
} from '#kernel/fhir/structure/element-facts.ts';
import valueSets from '#kernel/fhir/generated/value-sets.json' with { type: 'json' };

type Json = Record<string, unknown>;

const day = '2026-11-20';
const primitives: Readonly<Record<string, unknown>> = {
  boolean: true,
  integer: 1,
  positiveInt: 1,
  unsignedInt: 1,
  decimal: 1,
  date: day,
  dateTime: day,
  instant: `${day}T00:00:00Z`,
  time: '08:00:00',
  base64Binary: 'AA==',
  uri: 'urn:sen:test',
  url: 'urn:sen:test',
  canonical: 'urn:sen:test',
};
const complex: Readonly<Record<string, Json>> = {
  CodeableConcept: { text: 'x' },
  Coding: { system: 'urn:sen:test', code: 'x' },
  Identifier: { system: 'urn:sen:test', value: 'x' },
  Period: { start: day },
  Quantity: { value: 1 },
  Attachment: { title: 'x' },
  Timing: { event: [day] },
  Money: { value: 1, currency: 'VND' },
};

/** What the invariants of a type ask for beyond its cardinalities. */
const more: Readonly<Record<string, Json>> = {
  AllergyIntolerance: {
    clinicalStatus: {
      coding: [
        { system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code: 'active' },
      ],
    },
  },
  Consent: { policyRule: { text: 'x' } },
  ImmunizationRecommendation: {
    recommendation: [{ vaccineCode: [{ text: 'x' }], forecastStatus: { text: 'x' } }],
  },
};

/**
 * The least that R4 takes for a resource of a type, about this person.
 * @param label a code of v3 ActCode that says what the line tells, e.g. 'HIV'
 */
export function aLine(type: string, patientId: string, label?: string): Json & { resourceType: string } {
  const line: Json & { resourceType: string } = {
    resourceType: type,
    ...fill(type, patientId),
    ...more[type],
  };
  const [parameter] = compartmentParametersOf(type);
  if (parameter !== undefined && type !== 'Patient') {
    const path = pathTo(searchParameterMap(type).get(parameter)!.expression);
    put(line, type, path, { reference: `Patient/${patientId}` });
  }
  if (label !== undefined)
    line['meta'] = {
      security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: label }],
    };
  return line;
}

/** 'AuditEvent.agent.who.where(…) | …' → ['agent', 'who'] */
function pathTo(expression: string): string[] {
  return expression
    .split(' | ')[0]!
    .replace(/\.where\(.*$/u, '')
    .replaceAll(/[()]| as \w+/gu, '')
    .split('.')
    .slice(1);
}

function fill(shape: string, patientId: string): Json {
  const made: Json = {};
  for (const element of elementsOf(shape).values()) {
    if (element.min === 0) continue;
    const [type] = element.types;
    const value = valueOf(element, type!, patientId);
    made[jsonName(element, type!.code)] = element.max > 1 ? [value] : value;
  }
  return made;
}

function valueOf(element: ElementFacts, type: TypeFacts, patientId: string): unknown {
  if (isPrimitive(type.code)) {
    const code = element.valueSet === undefined ? undefined : firstCodeOf(element.valueSet);
    return code ?? primitives[type.code] ?? 'x';
  }
  if (type.code === 'Reference')
    return type.targets.length === 0 || type.targets.includes('Patient')
      ? { reference: `Patient/${patientId}` }
      : { display: 'x' };
  return complex[type.code] ?? (type.shape === undefined ? {} : fill(type.shape, patientId));
}

function firstCodeOf(valueSet: string): string | undefined {
  const systems = (valueSets as Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>)[
    valueSet
  ];
  return systems && Object.values(systems)[0]?.[0];
}

function put(target: Json, shape: string, [name = '', ...rest]: readonly string[], value: Json): void {
  const element = elementsOf(shape).get(name)!;
  const type = element.types.find(({ code }) => (rest.length === 0 ? code === 'Reference' : true))!;
  const key = jsonName(element, type.code);
  if (rest.length === 0) {
    target[key] = element.max > 1 ? [value] : value;
    return;
  }
  const inner = ((element.max > 1 ? (target[key] as Json[] | undefined)?.[0] : target[key]) ??
    fill(type.shape!, '')) as Json;
  put(inner, type.shape!, rest, value);
  target[key] = element.max > 1 ? [inner] : inner;
}
