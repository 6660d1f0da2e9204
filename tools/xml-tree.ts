import { SaxesParser } from 'saxes';

/** One element of an XML document. */
export interface XmlNode {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlNode[];
}

/** Reads a definition in XML; texts between elements are left out, since FHIR keeps values in attributes. */
export function parseXml(text: string): XmlNode {
  const root = { name: '', attributes: {}, children: [] as XmlNode[] };
  const open = [root];
  const parser = new SaxesParser();
  parser.on('opentag', (tag) => {
    const made = {
      name: tag.name,
      attributes: tag.attributes as Record<string, string>,
      children: [] as XmlNode[],
    };
    open.at(-1)!.children.push(made);
    open.push(made);
  });
  parser.on('closetag', () => open.pop());
  parser.write(text).close();
  return root.children[0]!;
}

/** Children of a name. */
export const all = (xml: XmlNode | undefined, name: string): readonly XmlNode[] =>
  xml?.children.filter((one) => one.name === name) ?? [];

/** First child of a name. */
export const first = (xml: XmlNode | undefined, name: string): XmlNode | undefined =>
  xml?.children.find((one) => one.name === name);

/** The value attribute of a child. */
export const valueOf = (xml: XmlNode | undefined, name: string): string | undefined =>
  first(xml, name)?.attributes['value'];

/** The value attributes of all children of a name. */
export const valuesOf = (xml: XmlNode | undefined, name: string): string[] =>
  all(xml, name).map((one) => one.attributes['value']!);
