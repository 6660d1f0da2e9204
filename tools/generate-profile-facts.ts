import { all, first, valueOf, valuesOf } from './xml-tree.ts';
import type { XmlNode } from './xml-tree.ts';

/** The present members only, so that the files hold facts and nothing else. */
function present(object: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(object).filter(
      ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
    ),
  );
}

/**
 * What a profile in XML says, without its prose: cardinalities, types, slices, fixed values, bindings and rules. An element that says
 * none of these, and one whose id does not name its path, is left out.
 */
export function profileFacts(root: XmlNode): Record<string, unknown> {
  const url = valueOf(root, 'url')!;
  return {
    id: url.slice(url.lastIndexOf('/') + 1),
    url,
    type: valueOf(root, 'type'),
    baseDefinition: valueOf(root, 'baseDefinition'),
    differential: {
      element: all(first(root, 'differential'), 'element').flatMap((element) => {
        const facts = elementFacts(element);
        return facts === undefined ? [] : [facts];
      }),
    },
  };
}

/** The facts of one element; undefined where it has none. */
export function elementFacts(element: XmlNode): Record<string, unknown> | undefined {
  const id = element.attributes['id']!;
  const path = valueOf(element, 'path')!;
  const plain = id
    .split('.')
    .map((part) => part.split(':', 1)[0])
    .join('.');
  const typed = path.split('.').length !== plain.split('.').length;
  if (typed) return undefined;
  const min = valueOf(element, 'min');
  const facts = present({
    sliceName: valueOf(element, 'sliceName'),
    slicing: slicingOf(first(element, 'slicing')),
    min: min === undefined ? undefined : Number(min),
    max: valueOf(element, 'max'),
    type: all(element, 'type').map((type) =>
      present({
        code: valueOf(type, 'code'),
        profile: valuesOf(type, 'profile'),
        targetProfile: valuesOf(type, 'targetProfile'),
      }),
    ),
    fixedUri: valueOf(element, 'fixedUri'),
    fixedCode: valueOf(element, 'fixedCode'),
    patternCoding: codingOf(first(element, 'patternCoding')),
    patternCodeableConcept: conceptOf(
      first(element, 'patternCodeableConcept') ?? first(element, 'fixedCodeableConcept'),
    ),
    constraint: all(element, 'constraint').map((one) => ({
      key: valueOf(one, 'key'),
      severity: valueOf(one, 'severity'),
      expression: valueOf(one, 'expression'),
    })),
    binding: bindingOf(first(element, 'binding')),
  });
  return Object.keys(facts).length === 0 ? undefined : { id, path, ...facts };
}

function slicingOf(slicing: XmlNode | undefined): object | undefined {
  if (slicing === undefined) return undefined;
  const discriminator = all(slicing, 'discriminator').map((one) => ({
    type: valueOf(one, 'type'),
    path: valueOf(one, 'path'),
  }));
  return { discriminator, rules: valueOf(slicing, 'rules') };
}

function codingOf(coding: XmlNode | undefined): object | undefined {
  if (coding === undefined) return undefined;
  return present({ system: valueOf(coding, 'system'), code: valueOf(coding, 'code') });
}

/** Undefined for a concept that fixes no coding: a sample in words is no rule. */
function conceptOf(concept: XmlNode | undefined): object | undefined {
  const coding = all(concept, 'coding').map((one) => codingOf(one));
  return coding.length === 0 ? undefined : { coding };
}

/** Undefined for a binding that names no value set, and for a mere example. */
function bindingOf(binding: XmlNode | undefined): object | undefined {
  const strength = valueOf(binding, 'strength');
  const valueSet = valueOf(binding, 'valueSet')?.split('|')[0];
  return valueSet === undefined || strength === 'example' ? undefined : { strength, valueSet };
}
