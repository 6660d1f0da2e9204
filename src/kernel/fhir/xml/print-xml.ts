import { AppError } from '../../errors.ts';
import { ExactNumber, isExactObject, parseExact } from '../json/exact.ts';
import type { ExactJson, ExactObject } from '../json/exact.ts';
import { isResourceType } from '../structure/element-facts.ts';
import { fhirNamespace, isAttribute, namedElements, type NamedElement } from './xml-names.ts';
import { attributeText, xhtmlText } from './escape.ts';

/**
 * Prints a resource as XML: elements in the order of their definitions, decimals with the digits they have, narrative sign for
 * sign. From the JSON text of one that is valid.
 * @throws AppError request.not-acceptable where R4 has no such type, so that no XML of it exists.
 * @source HL7 FHIR R4 xml.html
 */
export function printXml(json: string, options: { readonly pretty?: boolean } = {}): string {
  const tree = parseExact(json);
  if (!isExactObject(tree)) throw new AppError('request.not-acceptable', { detail: 'no resource' });
  const printer = new Printer(options.pretty === true);
  printer.resource(tree, 0, ` xmlns="${fhirNamespace}"`);
  return `<?xml version="1.0" encoding="UTF-8"?>${printer.pieces.join('')}`;
}

class Printer {
  readonly pieces: string[] = [];
  private readonly pretty: boolean;

  constructor(pretty: boolean) {
    this.pretty = pretty;
  }

  resource(node: ExactObject, depth: number, namespace: string): void {
    const type = node['resourceType'];
    if (!isResourceType(type)) throw new AppError('request.not-acceptable', { detail: 'not a type of R4' });
    this.line(depth);
    this.pieces.push(`<${type}${namespace}`);
    this.content(node, type, type, depth);
  }

  /** The rest of an open tag, the elements of the node, and the end of it. */
  private content(node: ExactObject, shape: string, tag: string, depth: number): void {
    const elements = namedElements(shape);
    const names = [...new Set(Object.keys(node).map((key) => key.replace(/^_/, '')))].filter(
      (name) => !(name === 'resourceType' && isResourceType(shape)) && !isAttribute(shape, name),
    );
    if (names.length === 0) {
      this.pieces.push('/>');
      return;
    }
    this.pieces.push('>');
    const sorted = names
      .map((name) => {
        const named = elements.get(name);
        if (named === undefined)
          throw new AppError('request.not-acceptable', { detail: `no element ${shape}.${name}` });
        return { name, named };
      })
      .sort((a, b) => a.named.order - b.named.order);
    for (const { name, named } of sorted) this.member(node[name], node[`_${name}`], name, named, depth + 1);
    this.line(depth);
    this.pieces.push(`</${tag}>`);
  }

  private member(
    value: ExactJson | undefined,
    companion: ExactJson | undefined,
    name: string,
    named: NamedElement,
    depth: number,
  ): void {
    const values = Array.isArray(value) ? value : [value];
    const companions = Array.isArray(companion) ? companion : [companion];
    const count = Math.max(values.length, companions.length);
    for (let at = 0; at < count; at += 1) this.item(values[at], companions[at], name, named, depth);
  }

  private item(
    value: ExactJson | undefined,
    companion: ExactJson | undefined,
    name: string,
    { kind, type }: NamedElement,
    depth: number,
  ): void {
    this.line(depth);
    if (kind === 'xhtml') {
      this.pieces.push(xhtmlText(value as string));
    } else if (kind === 'primitive') {
      this.pieces.push(`<${name}${idOf(companion)}${valueOf(value)}`);
      if (isExactObject(companion)) this.content(companion, 'Element', name, depth);
      else this.pieces.push('/>');
    } else if (!isExactObject(value)) {
      throw new AppError('request.not-acceptable', { detail: `${name} is no object` });
    } else if (kind === 'resource') {
      this.pieces.push(`<${name}>`);
      this.resource(value, depth + 1, '');
      this.line(depth);
      this.pieces.push(`</${name}>`);
    } else {
      const shape = type.shape!;
      const url = shape === 'Extension' ? ` url="${attributeText(value['url'] as string)}"` : '';
      this.pieces.push(`<${name}${idOf(value)}${url}`);
      this.content(value, shape, name, depth);
    }
  }

  private line(depth: number): void {
    if (this.pretty) this.pieces.push('\n' + '  '.repeat(depth));
  }
}

function idOf(node: ExactJson | undefined): string {
  const id = isExactObject(node) ? node['id'] : undefined;
  return typeof id === 'string' ? ` id="${attributeText(id)}"` : '';
}

function valueOf(value: ExactJson | undefined): string {
  if (value === undefined || value === null) return '';
  if (value instanceof ExactNumber) return ` value="${value.source}"`;
  return ` value="${attributeText(String(value as string | boolean))}"`;
}
