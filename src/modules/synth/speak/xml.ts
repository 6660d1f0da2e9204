/** Escapes text for the inside of an element. */
export function escapeText(text: string): string {
  if (!/[&<>]/.test(text)) return text;
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** `<NAME>value</NAME>`; an absent value gives an empty element, as hospital systems write them. */
export function element(name: string, value: string | number | undefined): string {
  return `<${name}>${value === undefined ? '' : escapeText(String(value))}</${name}>`;
}

/** A row: one element per field in the order of the list; fields without a value are empty. */
export function row(
  name: string,
  fields: readonly string[],
  values: Readonly<Record<string, string | number | undefined>>,
): string {
  return `<${name}>\n${fields.map((field) => element(field, values[field])).join('\n')}\n</${name}>`;
}

/** A document of one table. */
export function table(root: string, list: string | undefined, rows: readonly string[]): string {
  const body =
    list === undefined ? rows.join('\n') : `<${root}>\n<${list}>\n${rows.join('\n')}\n</${list}>\n</${root}>`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${body}\n`;
}
