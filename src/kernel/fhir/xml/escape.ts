/** What XML 1.0 cannot hold in any spelling. */
// oxlint-disable-next-line no-control-regex -- these are the signs that XML refuses
const illegal = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;
const special = /[&<>"\t\n\r]/;
const signs: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** Text for an attribute in double quotes; line ends are spelled out, since a reader would make blanks of them. */
export function attributeText(text: string): string {
  const clean = text.toWellFormed().replace(illegal, '\uFFFD');
  return special.test(clean) ? clean.replace(/[&<>"\t\n\r]/g, (sign) => signs[sign]!) : clean;
}

/**
 * A narrative's div for XML: sign for sign, except for what only HTML understands (named entities, a bare '&') and comments that
 * XML could not hold.
 */
export function xhtmlText(div: string): string {
  return div
    .toWellFormed()
    .replace(illegal, '\uFFFD')
    .replace(/<!--(.*?)-->/gs, (comment, inner: string) => (/--|-$/.test(inner) ? '' : comment))
    .replace(/&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)(nbsp;)?/g, (_all, blank?: string) =>
      blank === undefined ? '&amp;' : '&#160;',
    );
}
