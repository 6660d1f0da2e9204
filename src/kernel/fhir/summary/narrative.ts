const signs: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text made safe to stand inside XHTML on one line; control characters become blanks. */
export function escapeXhtml(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ').replace(/[&<>"']/g, (sign) => signs[sign]!);
}

/** A generated Narrative. */
export interface GeneratedNarrative {
  readonly status: 'generated';
  readonly div: string;
}

const open = '<div xmlns="http://www.w3.org/1999/xhtml">';

/** One paragraph. */
export function paragraph(text: string): GeneratedNarrative {
  return { status: 'generated', div: `${open}<p>${escapeXhtml(text)}</p></div>` };
}

/** A table with a head; every cell is plain text. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): GeneratedNarrative {
  const line = (cells: readonly string[], tag: 'th' | 'td'): string =>
    `<tr>${cells.map((cell) => `<${tag}>${escapeXhtml(cell)}</${tag}>`).join('')}</tr>`;
  const body = rows.map((cells) => line(cells, 'td')).join('');
  return {
    status: 'generated',
    div: `${open}<table><thead>${line(head, 'th')}</thead><tbody>${body}</tbody></table></div>`,
  };
}
