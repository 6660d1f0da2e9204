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
  /** FHIRPath so far, for errors. */
  readonly path: string;
  /** Shape of the children; '' where a whole resource must come ('contained'). */
  readonly shape: string;
  readonly node: ExactObject;
  /** How often each child came, for paths and lists. */
  readonly counts: Map<string, number>;
  /** Set for a primitive: its value, when the element ends, goes into `parent`. */
  readonly primitive?: { readonly value: ExactJson | undefined };
  readonly parent?: Open;
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
    this.checkAttributes(tag, []);
    if (holder === undefined) this.root = node;
    else {
      if (holder.counts.size > 0) throw this.broken('two resources in one element', sentences.unknown);
      holder.counts.set(local, 1);
      this.place(holder.parent!, holder.name, holder.named!, node);
    }
    const path = holder?.path ?? local;
    this.stack.push({ path, shape: local, node, counts: new Map(), name: local });
  }

  private openElement(tag: SaxesTagNS, parent: Open): void {
    const { local } = tag;
    const named = isAttribute(parent.shape, local) ? undefined : namedElements(parent.shape).get(local);
    const count = parent.counts.get(local) ?? 0;
    const isList = (named?.element.max ?? 1) > 1;
    const path = `${parent.path}.${local}${isList ? `[${count}]` : ''}`;
    if (named === undefined) throw this.broken(`unknown in ${parent.shape}`, sentences.unknown, path);
    if (!isList && count > 0) throw this.broken('comes twice', sentences.twice, path);
    parent.counts.set(local, count + 1);
    if (named.kind === 'xhtml') {
      this.openNarrative(tag, parent, path);
      return;
    }
    if (tag.uri !== fhirNamespace) throw this.broken('namespace', sentences.namespace, path);
    const node = exactObject();
    const common = { path, node, counts: new Map<string, number>(), parent, name: local, named };
    if (named.kind === 'resource') {
      this.checkAttributes(tag, []);
      this.stack.push({ ...common, shape: '' });
      return;
    }
    const isPrimitive = named.kind === 'primitive';
    const shape = isPrimitive ? 'Element' : named.type.shape!;
    this.checkAttributes(
      tag,
      isPrimitive ? ['id', 'value'] : shape === 'Extension' ? ['id', 'url'] : ['id'],
      path,
    );
    for (const name of ['id', 'url']) {
      const attribute = tag.attributes[name];
      if (attribute !== undefined && attribute.value !== '') node[name] = attribute.value;
    }
    const value = tag.attributes['value']?.value;
    this.stack.push({
      ...common,
      shape,
      ...(isPrimitive && { primitive: { value: this.valueOf(value, named.type.code, path) } }),
    });
    // A list keeps the order of its elements, so complex ones are put in where they begin.
    if (!isPrimitive) this.place(parent, local, named, node);
  }

  private openNarrative(tag: SaxesTagNS, parent: Open, path: string): void {
    const own = tag.attributes['xmlns']?.value;
    if (tag.uri !== xhtmlNamespace || tag.prefix !== '' || own !== xhtmlNamespace)
      throw this.broken('xhtml', sentences.xhtml, path);
    this.xhtmlDepth = 1;
    this.xhtmlStart = this.text.lastIndexOf('<', this.parser.position - 1);
    this.stack.push({ path, shape: 'xhtml', node: parent.node, counts: new Map(), name: 'div' });
  }

  private close(): void {
    if (this.xhtmlDepth > 1) {
      this.xhtmlDepth -= 1;
      return;
    }
    const done = this.stack.pop()!;
    if (this.xhtmlDepth === 1) {
      this.xhtmlDepth = 0;
      done.node['div'] = this.text.slice(this.xhtmlStart, this.parser.position);
      return;
    }
    if (done.shape === '' && done.counts.size === 0) throw this.broken('empty', sentences.empty, done.path);
    if (done.primitive !== undefined) this.placePrimitive(done);
  }

  private place(parent: Open, name: string, named: NamedElement, value: ExactJson): void {
    const { node } = parent;
    if (named.element.max <= 1) node[name] = value;
    else if (Array.isArray(node[name])) node[name].push(value);
    else node[name] = [value];
  }

  /** A value and what is said about it: 'birthDate' beside '_birthDate', lists padded with null so that places agree. */
  private placePrimitive({ primitive, node, parent, name, named, path }: Open): void {
    const value = primitive!.value;
    const companion = Object.keys(node).length === 0 ? undefined : node;
    if (value === undefined && companion === undefined) throw this.broken('empty', sentences.empty, path);
    const target = parent!.node;
    const key = `_${name}`;
    if (named!.element.max <= 1) {
      if (value !== undefined) target[name] = value;
      if (companion !== undefined) target[key] = companion;
      return;
    }
    const at = parent!.counts.get(name)! - 1;
    putAt(target, name, at, value);
    putAt(target, key, at, companion);
  }

  private valueOf(text: string | undefined, code: string, path: string): ExactJson | undefined {
    if (text === undefined) return undefined;
    if (code === 'boolean') {
      if (text === 'true' || text === 'false') return text === 'true';
      throw this.broken('boolean', sentences.boolean, path);
    }
    if (code === 'decimal' || code === 'integer' || code === 'positiveInt' || code === 'unsignedInt') {
      if (!isNumberText(text)) throw this.broken('number', sentences.number, path);
      return new ExactNumber(text);
    }
    return text;
  }

  private checkAttributes(tag: SaxesTagNS, allowed: readonly string[], path?: string): void {
    for (const { name, prefix, uri } of Object.values(tag.attributes)) {
      const isSchema = uri === 'http://www.w3.org/2001/XMLSchema-instance';
      if (prefix === 'xmlns' || name === 'xmlns' || isSchema || allowed.includes(name)) continue;
      throw this.broken('attribute', sentences.attribute, path ?? this.stack.at(-1)?.path);
    }
  }

  private between(content: string): void {
    if (this.xhtmlDepth === 0 && content.trim() !== '') throw this.broken('text', sentences.text);
  }

  private broken(detail: string, text: Bilingual, path?: string): AppError {
    const { line } = this.parser;
    const place = path ?? this.stack.at(-1)?.path;
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
