import { elementsOf, isPrimitive, isResourceType, jsonName } from '../structure/element-facts.ts';
import type { ElementFacts, TypeFacts } from '../structure/element-facts.ts';

export const fhirNamespace = 'http://hl7.org/fhir';
export const xhtmlNamespace = 'http://www.w3.org/1999/xhtml';

/** Deeper content is refused, as validateStructure does. */
export const deepestXml = 100;

/** One element as it is called in XML and JSON. */
export interface NamedElement {
  readonly element: ElementFacts;
  readonly type: TypeFacts;
  /** Place in the order of the definition. */
  readonly order: number;
  /** 'primitive': value attribute; 'xhtml': a div; 'resource': holds a whole resource; 'complex': has elements. */
  readonly kind: 'primitive' | 'xhtml' | 'resource' | 'complex';
}

const known = new Map<string, ReadonlyMap<string, NamedElement>>();

/** The elements of a shape by name (value[x] once per type), in the order of the definition. Made once per shape. */
export function namedElements(shape: string): ReadonlyMap<string, NamedElement> {
  const found = known.get(shape);
  if (found !== undefined) return found;
  const made = new Map<string, NamedElement>();
  for (const element of elementsOf(shape).values()) {
    for (const type of element.types) {
      made.set(jsonName(element, type.code), { element, type, order: made.size, kind: kindOf(type) });
    }
  }
  known.set(shape, made);
  return made;
}

function kindOf({ code }: TypeFacts): NamedElement['kind'] {
  if (code === 'xhtml') return 'xhtml';
  if (isPrimitive(code)) return 'primitive';
  return code === 'Resource' || isResourceType(code) ? 'resource' : 'complex';
}

/** True for what XML writes as an attribute: Element.id and Extension.url; a resource's id is an element. */
export function isAttribute(shape: string, name: string): boolean {
  return (name === 'id' && !isResourceType(shape)) || (name === 'url' && shape === 'Extension');
}
