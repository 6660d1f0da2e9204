/**
 * Whether a JSON text names a member twice in one object. Readers differ in which of the two they believe, so that what one judged is
 * not what another acts on. The text is JSON already.
 * @source RFC 7515, section 4: header parameter names must be unique
 */
export function namesTwice(text: string): boolean {
  const open: (Set<string> | undefined)[] = [];
  for (const [token, key] of text.matchAll(/"((?:[^"\\]|\\.)*)"\s*:|"(?:[^"\\]|\\.)*"|[{}[\]]/gu)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(undefined);
    else if (token === '}' || token === ']') open.pop();
    else if (key !== undefined) {
      const names = open.at(-1);
      const name = JSON.parse(`"${key}"`) as string;
      if (names?.has(name)) return true;
      names?.add(name);
    }
  }
  return false;
}
