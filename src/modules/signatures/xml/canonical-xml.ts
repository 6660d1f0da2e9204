import type { Element, Node } from '@xmldom/xmldom';

/**
 * Exclusive canonical XML without comments of an element and what is in it: what a signature over XML is really over.
 * @param skip an element that is left out (the enveloped signature)
 * @source W3C Exclusive XML Canonicalization 1.0
 */
export function canonicalXml(element: Element, skip?: Element): string {
  return printElement(element, new Map([['', '']]), skip);
}

type Prefixes = ReadonlyMap<string, string>;

function printElement(element: Element, shown: Prefixes, skip: Element | undefined): string {
  const attributes = [...element.attributes].filter(
    ({ name }) => name !== 'xmlns' && !name.startsWith('xmlns:'),
  );
  const used = new Map<string, string>([[element.prefix ?? '', element.namespaceURI ?? '']]);
  for (const { prefix, namespaceURI } of attributes) {
    if (prefix !== null && prefix !== '' && prefix !== 'xml') used.set(prefix, namespaceURI ?? '');
  }
  const fresh = [...used]
    .filter(([prefix, uri]) => shown.get(prefix) !== uri)
    .toSorted(([a], [b]) => order(a, b));
  const now = new Map([...shown, ...fresh]);
  const spaces = fresh.map(
    ([prefix, uri]) => ` ${prefix === '' ? 'xmlns' : `xmlns:${prefix}`}="${inAttribute(uri)}"`,
  );
  const sorted = attributes.toSorted(
    (a, b) =>
      order(a.namespaceURI ?? '', b.namespaceURI ?? '') || order(a.localName ?? '', b.localName ?? ''),
  );
  const rest = sorted.map(({ name, value }) => ` ${name}="${inAttribute(value)}"`);
  const inside = [...element.childNodes].map((child) => printNode(child, now, skip)).join('');
  return `<${element.tagName}${spaces.join('')}${rest.join('')}>${inside}</${element.tagName}>`;
}

function printNode(node: Node, shown: Prefixes, skip: Element | undefined): string {
  if (node === skip) return '';
  if (node.nodeType === 1) return printElement(node as Element, shown, skip);
  if (node.nodeType === 3 || node.nodeType === 4) return inText(node.nodeValue ?? '');
  if (node.nodeType !== 7) return '';
  const { target, data } = node as Node & { target: string; data: string };
  return data === '' ? `<?${target}?>` : `<?${target} ${data}?>`;
}

/** By the value of code points, as the standard says. */
function order(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

const textMarks: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#xD;' };
const attributeMarks: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '"': '&quot;',
  '\t': '&#x9;',
  '\n': '&#xA;',
  '\r': '&#xD;',
};

const inText = (text: string): string => text.replace(/[&<>\r]/g, (mark) => textMarks[mark]!);
const inAttribute = (text: string): string => text.replace(/[&<"\t\n\r]/g, (mark) => attributeMarks[mark]!);
