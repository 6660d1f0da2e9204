import valueSets from '../generated/value-sets.json' with { type: 'json' };
import { elementsOf, isPrimitive, jsonName } from '../structure/element-facts.ts';
import type { ElementFacts, TypeFacts } from '../structure/element-facts.ts';

/** A number in [0, 1); give a seeded one so that a failing sample can be made again. */
export type Chance = () => number;

const sets = valueSets as Record<string, Record<string, string[]>>;
const pick = <T>(list: readonly T[], chance: Chance): T => list[Math.floor(chance() * list.length)]!;

/** A small, fast generator of numbers (mulberry32). */
export function seededChance(seed: number): Chance {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const primitives: Record<string, readonly unknown[]> = {
  boolean: [true, false],
  integer: [-5, 0, 7],
  unsignedInt: [0, 12],
  positiveInt: [1, 3],
  decimal: [0.5, 12, -3.25],
  string: ['Nguyễn Văn Đức', 'glucose', 'Ấp 3, xã Tân Phú'],
  markdown: ['**đậm**'],
  code: ['a', 'x-y'],
  uri: ['http://example.org/a', 'urn:oid:1.2.3'],
  url: ['https://example.org/b'],
  canonical: ['http://example.org/c|1.0', 'http://example.org/d'],
  id: ['abc-1', 'x.2'],
  oid: ['urn:oid:2.16.840'],
  uuid: ['urn:uuid:0a1b2c3d-0000-4000-8000-00000000000a'],
  date: ['1980', '1980-02', '2024-02-29'],
  dateTime: ['2023', '2023-05-31', '2023-05-31T08:30:00+07:00', '2023-05-31T08:30:00.123Z'],
  instant: ['2023-05-31T08:30:00.5+07:00'],
  time: ['08:30:00'],
  base64Binary: ['QUJD'],
  xhtml: ['<div xmlns="http://www.w3.org/1999/xhtml"><p>Khoẻ</p></div>'],
};

/** A resource of any R4 type that has the structure of R4: required elements, and others by chance. */
export function sampleResource(
  resourceType: string,
  chance: Chance,
): { resourceType: string } & Record<string, unknown> {
  return { resourceType, ...sampleObject(resourceType, chance, 0) };
}

/** A value of one element of a shape, in its JSON name; undefined where only a resource may stand there. */
export function sampleElement(shape: string, name: string, chance: Chance): [string, unknown] | undefined {
  const element = elementsOf(shape).get(name);
  const types = element?.types.filter((type) => type.shape !== undefined || isPrimitive(type.code)) ?? [];
  if (element === undefined || types.length === 0) return undefined;
  const type = pick(types, chance);
  const value = sampleValue(element, type, chance, 1);
  return [jsonName(element, type.code), element.max > 1 ? [value] : value];
}

function sampleObject(shape: string, chance: Chance, depth: number): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const element of elementsOf(shape).values()) {
    // A quantity without a number is legal and of no use to anybody.
    const amount = element.name === 'value' && element.types[0]?.code === 'decimal';
    const wanted = amount || element.min > 0 || chance() < (depth === 0 ? 0.6 : 0.3 / depth);
    if (!wanted || ['contained', 'extension', 'modifierExtension'].includes(element.name)) continue;
    // Resources inside resources are left to cases written by hand.
    const plain = element.types.filter((type) => type.shape !== undefined || isPrimitive(type.code));
    const usable = plain.filter((type) => depth < 4 || element.min > 0 || isPrimitive(type.code));
    if (usable.length === 0) continue;
    const type = pick(usable, chance);
    const count = element.max > 1 && chance() < 0.4 ? 2 : 1;
    const values = Array.from({ length: count }, () => sampleValue(element, type, chance, depth));
    object[jsonName(element, type.code)] = element.max > 1 ? values : values[0];
  }
  if (Object.keys(object).length === 0)
    Object.assign(object, shape.includes('.') || elementsOf(shape).has('id') ? { id: 'e1' } : {});
  return object;
}

function sampleValue(element: ElementFacts, type: TypeFacts, chance: Chance, depth: number): unknown {
  const bound = element.valueSet === undefined ? undefined : sets[element.valueSet];
  if (isPrimitive(type.code)) {
    return bound === undefined
      ? pick(primitives[type.code]!, chance)
      : pick(Object.values(bound).flat(), chance);
  }
  if (type.code === 'Reference')
    return { reference: `${type.targets.length > 0 ? pick(type.targets, chance) : 'Patient'}/r1` };
  if (bound !== undefined && (type.code === 'CodeableConcept' || type.code === 'Coding')) {
    const system = pick(Object.keys(bound), chance);
    const coding = { system, code: pick(bound[system]!, chance) };
    return type.code === 'Coding' ? coding : { coding: [coding] };
  }
  const made = sampleObject(type.shape!, chance, depth + 1);
  if (type.simple !== true) return made;
  const { comparator: _none, ...plain } = made;
  return Object.keys(plain).length > 0 ? plain : { value: 1 };
}
