import { foldText } from '../fhir/fold.ts';

interface Line<T> {
  readonly one: T;
  readonly text: string;
  readonly code: string;
}

/**
 * Searches a list by words, marks and case aside: each begins a word of the name, or the code. Shortest names first. Nothing is made ready before
 * somebody searches.
 */
export function createWordList<T>(
  list: () => readonly T[],
  nameOf: (one: T) => string,
  codeOf: (one: T) => string,
): (words: string, limit: number) => readonly T[] {
  let lines: readonly Line<T>[] | undefined;
  const fold = (): readonly Line<T>[] =>
    list()
      .map((one) => ({
        one,
        text: ` ${foldText(nameOf(one)).replaceAll(/[(),/-]/g, ' ')}`,
        code: foldText(codeOf(one)).replaceAll('.', ''),
      }))
      .toSorted((a, b) => a.text.length - b.text.length || (a.code < b.code ? -1 : 1));
  return (words, limit) => {
    const wanted = foldText(words)
      .replaceAll('.', '')
      .split(/[\s(),/-]+/)
      .filter(Boolean);
    if (wanted.length === 0) return [];
    lines ??= fold();
    const found: T[] = [];
    for (const { one, text, code } of lines) {
      if (!wanted.every((word) => text.includes(` ${word}`) || code.startsWith(word))) continue;
      if (found.push(one) >= limit) break;
    }
    return found;
  };
}
