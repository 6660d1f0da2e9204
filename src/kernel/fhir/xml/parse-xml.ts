import { SaxesParser, type SaxesTagNS } from 'saxes';
import { AppError } from '../../errors.ts';
import type { Bilingual } from '../../schema.ts';
import { ExactNumber, exactObject, isNumberText, printExact } from '../json/exact.ts';
import type { ExactJson, ExactObject } from '../json/exact.ts';
import { isResourceType } from '../structure/element-facts.ts';
import { deepestXml, fhirNamespace, isAttribute, namedElements, xhtmlNamespace } from './xml-names.ts';
import type { NamedElement } from './xml-names.ts';

/** An element that is open while the text is read. */
interface Open {
  /** Its place in a list. */
  readonly index: number | undefined;
  /** Shape of the children; '' where a whole resource must come ('contained'). */
  readonly shape: string;
  readonly node: ExactObject;
  /** How often each child came, for paths and lists; made by the first one. */
  counts: Map<string, number> | undefined;
  /** Set for a primitive: its value, when the element ends, goes into `parent`. */
  readonly primitive?: { readonly value: ExactJson | undefined } | undefined;
  readonly parent?: Open | undefined;
  readonly name: string;
  readonly named?: NamedElement;
}

/**
 * Reads a resource written as XML; answers JSON text that says the same. Digits of numbers stay, narrative stays sign for sign.
 * Nothing is fetched or expanded: a DOCTYPE, an entity of one's own, or content nested too deeply is refused.
 * @throws AppError request.invalid with the line, and the element's FHIRPath where one is known
 * @source HL7 FHIR R4 xml.html
 */
export function parseXml(text: string): string {
  const reader = new Reader(text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n'));
  return printExact(reader.read());
}

class Reader {
  private readonly text: string;
  private readonly parser = new SaxesParser({ xmlns: true });
  private readonly stack: Open[] = [];
  private root: ExactObject | undefined;
  /** Inside a narrative: how deep, and where its div begins. */
  private xhtmlDepth = 0;
  private xhtmlStart = 0;

  constructor(text: string) {
    this.text = text;
  }

  read(): ExactObject {
    const { parser } = this;
    parser.on('error', (error) => {
      throw this.broken(`XML: ${error.message.replace(/[^\x20-\x7e]/g, '?').slice(0, 80)}`, sentences.broken);
    });
    parser.on('doctype', () => {
      throw this.broken('doctype', sentences.doctype);
    });
    parser.on('opentag', (tag) => this.open(tag));
    parser.on('closetag', () => this.close());
    parser.on('text', (content) => this.between(content));
    parser.on('cdata', () => {
      if (this.xhtmlDepth === 0) throw this.broken('cdata', sentences.text);
    });
    parser.write(this.text).close();
    if (this.root === undefined) throw this.broken('no resource', sentences.broken);
    return this.root;
  }

  private open(tag: SaxesTagNS): void {
    if (this.xhtmlDepth > 0) {
      this.xhtmlDepth += 1;
      if (this.xhtmlDepth > deepestXml) throw this.broken('deep narrative', sentences.deep);
      return;
    }
    const parent = this.stack.at(-1);
    if (this.stack.length > deepestXml) throw this.broken('deep', sentences.deep);
    if (parent === undefined || parent.shape === '') this.openResource(tag, parent);
    else this.openElement(tag, parent);
  }

  private openResource(tag: SaxesTagNS, holder: Open | undefined): void {
    const { local } = tag;
    if (tag.uri !== fhirNamespace) throw this.broken('namespace', sentences.namespace);
    if (!isResourceType(local)) throw this.broken('type', sentences.type);
    const node = exactObject();
    node['resourceType'] = local;
    this.checkAttributes(tag, none);
    if (holder === undefined) this.root = node;
    else {
      if (countOf(holder, local) > 0 || holder.counts!.size > 1)
        throw this.broken('two resources in one element', sentences.unknown);
      this.place(holder.parent!, holder.name, holder.named!, node);
    }
    this.stack.push({ parent: holder, index: undefined, shape: local, node, counts: undefined, name: local });
  }

  private openElement(tag: SaxesTagNS, parent: Open): void {
    const { local } = tag;
    const named = isAttribute(parent.shape, local) ? undefined : namedElements(parent.shape).get(local);
    if (named === undefined) throw this.broken(`unknown in ${parent.shape}`, sentences.unknown, local);
    const count = countOf(parent, local);
    const isList = named.element.max > 1;
    if (!isList && count > 0) throw this.broken('comes twice', sentences.twice, local);
    const node = named.kind === 'xhtml' ? parent.node : exactObject();
    const common = {
      parent,
      index: isList ? count : undefined,
      node,
      counts: undefined,
      name: local,
      named,
    };
    if (named.kind === 'xhtml') {
      this.openNarrative(tag, common);
      return;
    }
    if (tag.uri !== fhirNamespace) throw this.broken('namespace', sentences.namespace, local);
    if (named.kind === 'resource') {
      this.checkAttributes(tag, none);
      this.stack.push({ ...common, shape: '' });
      return;
    }
    const isPrimitive = named.kind === 'primitive';
    const shape = isPrimitive ? 'Element' : named.type.shape!;
    const primitive = isPrimitive
      ? { value: this.valueOf(tag.attributes['value']?.value, named.type.code, local) }
      : undefined;
    this.stack.push({ ...common, shape, primitive });
    this.checkAttributes(tag, isPrimitive ? ofPrimitive : shape === 'Extension' ? ofExtension : ofElement);
    for (const name of ofExtension) {
      const attribute = tag.attributes[name];
      if (attribute !== undefined && attribute.value !== '') node[name] = attribute.value;
    }
    // A list keeps the order of its elements, so complex ones are put in where they begin.
    if (!isPrimitive) this.place(parent, local, named, node);
  }

  private openNarrative(tag: SaxesTagNS, open: Omit<Open, 'shape'>): void {
    const own = tag.attributes['xmlns']?.value;
    if (tag.uri !== xhtmlNamespace || tag.prefix !== '' || own !== xhtmlNamespace)
      throw this.broken('xhtml', sentences.xhtml, open.name);
    this.xhtmlDepth = 1;
    this.xhtmlStart = this.text.lastIndexOf('<', this.parser.position - 1);
    this.stack.push({ ...open, shape: 'xhtml' });
  }

  private close(): void {
    if (this.xhtmlDepth > 1) {
      this.xhtmlDepth -= 1;
      return;
    }
    const done = this.stack.at(-1)!;
    if (this.xhtmlDepth === 1) {
      this.xhtmlDepth = 0;
      done.node['div'] = this.text.slice(this.xhtmlStart, this.parser.position);
    } else {
      if (done.shape === '' && done.counts === undefined) throw this.broken('empty', sentences.empty);
      if (done.primitive !== undefined) this.placePrimitive(done);
    }
    this.stack.pop();
  }

  private place(parent: Open, name: string, named: NamedElement, value: ExactJson): void {
    const { node } = parent;
    if (named.element.max <= 1) node[name] = value;
    else if (Array.isArray(node[name])) node[name].push(value);
    else node[name] = [value];
  }

  /** A value and what is said about it: 'birthDate' beside '_birthDate', lists padded with null so that places agree. */
  private placePrimitive({ primitive, node, parent, name, index }: Open): void {
    const value = primitive!.value;
    const companion = isEmpty(node) ? undefined : node;
    if (value === undefined && companion === undefined) throw this.broken('empty', sentences.empty);
    const target = parent!.node;
    const key = `_${name}`;
    if (index === undefined) {
      if (value !== undefined) target[name] = value;
      if (companion !== undefined) target[key] = companion;
      return;
    }
    putAt(target, name, index, value);
    putAt(target, key, index, companion);
  }

  private valueOf(text: string | undefined, code: string, name: string): ExactJson | undefined {
    if (text === undefined) return undefined;
    if (code === 'boolean') {
      if (text === 'true' || text === 'false') return text === 'true';
      throw this.broken('boolean', sentences.boolean, name);
    }
    if (code === 'decimal' || code === 'integer' || code === 'positiveInt' || code === 'unsignedInt') {
      if (!isNumberText(text)) throw this.broken('number', sentences.number, name);
      return new ExactNumber(text);
    }
    return text;
  }

  private checkAttributes(tag: SaxesTagNS, allowed: readonly string[]): void {
    for (const key in tag.attributes) {
      const { name, prefix, uri } = tag.attributes[key]!;
      const isSchema = uri === 'http://www.w3.org/2001/XMLSchema-instance';
      if (allowed.includes(name) || prefix === 'xmlns' || name === 'xmlns' || isSchema) continue;
      throw this.broken('attribute', sentences.attribute);
    }
  }

  private between(content: string): void {
    if (this.xhtmlDepth === 0 && content.trim() !== '') throw this.broken('text', sentences.text);
  }

  /** An error at the open element, or at a child of it that was not opened. */
  private broken(detail: string, text: Bilingual, child?: string): AppError {
    const { line } = this.parser;
    const open = this.stack.at(-1);
    const place = open === undefined ? undefined : `${pathOf(open)}${child === undefined ? '' : `.${child}`}`;
    return new AppError('request.invalid', {
      detail,
      issues: [
        {
          issue: 'structure',
          ...(place !== undefined && { path: place }),
          text: { vi: `Dòng ${line}: ${text.vi}`, en: `Line ${line}: ${text.en}` },
        },
      ],
    });
  }
}

const none: readonly string[] = [];
const ofElement: readonly string[] = ['id'];
const ofExtension: readonly string[] = ['id', 'url'];
const ofPrimitive: readonly string[] = ['id', 'value'];

/** 'Patient.contact[0].name': a contained resource stands under the name of its element. */
function pathOf({ parent, name, index, shape }: Open): string {
  if (parent === undefined) return name;
  if (shape === name && isResourceType(name)) return pathOf(parent);
  return `${pathOf(parent)}.${name}${index === undefined ? '' : `[${index}]`}`;
}

/** How often a child came before; counts it. */
function countOf(open: Open, name: string): number {
  open.counts ??= new Map();
  const count = open.counts.get(name) ?? 0;
  open.counts.set(name, count + 1);
  return count;
}

function isEmpty(node: ExactObject): boolean {
  for (const key in node) return key === undefined;
  return true;
}

function putAt(target: ExactObject, key: string, at: number, value: ExactJson | undefined): void {
  const list = target[key];
  if (value === undefined && list === undefined) return;
  const filled = Array.isArray(list) ? list : [];
  while (filled.length < at) filled.push(null);
  filled[at] = value ?? null;
  target[key] = filled;
}

const sentences = {
  broken: { vi: 'nội dung không phải XML hợp lệ.', en: 'the content is not valid XML.' },
  doctype: {
    vi: 'không nhận khai báo DOCTYPE hay thực thể riêng.',
    en: 'a DOCTYPE or entities of one’s own are not taken.',
  },
  deep: { vi: 'các phần tử lồng nhau quá sâu.', en: 'elements are nested too deeply.' },
  namespace: {
    vi: 'phần tử phải thuộc không gian tên http://hl7.org/fhir.',
    en: 'the element must be in the namespace http://hl7.org/fhir.',
  },
  type: { vi: 'FHIR R4 không có loại bản ghi này.', en: 'FHIR R4 has no resource of this type.' },
  unknown: { vi: 'FHIR R4 không có phần tử này ở đây.', en: 'FHIR R4 has no such element here.' },
  twice: { vi: 'phần tử này chỉ được có một lần.', en: 'this element may come only once.' },
  attribute: {
    vi: 'thuộc tính XML này không được dùng ở đây.',
    en: 'this XML attribute is not taken here.',
  },
  text: {
    vi: 'không được có chữ giữa các phần tử; giá trị đặt trong thuộc tính value.',
    en: 'no text may stand between elements; values stand in the attribute value.',
  },
  xhtml: {
    vi: 'phần đọc được phải là <div xmlns="http://www.w3.org/1999/xhtml">.',
    en: 'the narrative must be a <div xmlns="http://www.w3.org/1999/xhtml">.',
  },
  empty: { vi: 'phần tử rỗng.', en: 'the element is empty.' },
  boolean: { vi: 'cần true hoặc false.', en: 'true or false is needed.' },
  number: { vi: 'cần một con số.', en: 'a number is needed.' },
} as const satisfies Record<string, Bilingual>;
