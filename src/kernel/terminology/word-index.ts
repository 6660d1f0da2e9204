import { foldText } from '../fhir/fold.ts';
import type { CodeTable } from './code-table.ts';

/** Which words a table's codes and names have, and where. */
interface WordIndex {
  /** Sorted. */
  readonly words: readonly string[];
  /** Places that have the word of the same number. */
  readonly places: readonly Int32Array[];
  readonly codes: readonly string[];
  /** Number of the word that a place's name begins with. */
  readonly firstWord: Int32Array;
}

const indexes = new WeakMap<CodeTable, WordIndex>();

function wordsOf(text: string): string[] {
  return foldText(text)
    .split(/[^a-z0-9\u00c0-\uffff]+/)
    .filter(Boolean);
}

/** Made for a whole table at the first search in it (ICD-10: 12,000 names, some 100 ms and 3 MB) and kept as long as the table. */
function indexOf(table: CodeTable): WordIndex {
  const known = indexes.get(table);
  if (known !== undefined) return known;
  const found = new Map<string, number[]>();
  const codes: string[] = [];
  const firsts: string[] = [];
  for (let at = 0; at < table.size; at++) {
    const code = foldText(table.code(at));
    const names = [table.vi(at), table.en(at), ...table.designations(at).map((one) => one.value)];
    const words = names.flatMap((name) => (name === undefined ? [] : wordsOf(name)));
    codes.push(code);
    firsts.push(words[0] ?? code);
    for (const word of new Set([...words, ...wordsOf(code), code, code.replaceAll('.', '')])) {
      const places = found.get(word);
      if (places === undefined) found.set(word, [at]);
      else places.push(at);
    }
  }
  const words = [...found.keys()].sort();
  const numbers = new Map(words.map((word, number) => [word, number]));
  const made = {
    words,
    places: words.map((word) => Int32Array.from(found.get(word)!)),
    codes,
    firstWord: Int32Array.from(firsts, (word) => numbers.get(word) ?? -1),
  };
  indexes.set(table, made);
  return made;
}

/** A search for words in any order, marks and case aside; each begins a word of a name or of the code. */
export interface WordSearch {
  readonly isEmpty: boolean;
  /** Whether a place of the table has all words. */
  matches(table: CodeTable, at: number): boolean;
  /** 0 for the code itself, 1 for a code that begins so, 2 for a name that begins so, 3 for others; then the shorter name first. */
  rank(table: CodeTable, at: number): number;
}

/** Reads what somebody typed; at most 12 words and 200 characters of it. */
export function wordSearch(typed: string): WordSearch {
  const whole = foldText(typed.slice(0, 200));
  const words = wordsOf(whole).slice(0, 12);
  const marked = new Map<CodeTable, Uint8Array>();
  return {
    isEmpty: words.length === 0,
    matches(table, at) {
      let marks = marked.get(table);
      if (marks === undefined) marked.set(table, (marks = mark(indexOf(table), table.size, words)));
      return marks[at] === words.length;
    },
    rank(table, at) {
      const index = indexOf(table);
      const code = index.codes[at]!;
      const length = Math.min((table.vi(at) ?? table.en(at) ?? code).length, 999) / 1000;
      if (code === whole || code.replaceAll('.', '') === whole) return 0;
      if (code.startsWith(whole)) return 1 + length;
      return (index.words[index.firstWord[at]!]?.startsWith(words[0]!) ? 2 : 3) + length;
    },
  };
}

/** How many of the words, from the first on, each place has: a place that lacks one stays behind. */
function mark({ words, places }: WordIndex, size: number, wanted: readonly string[]): Uint8Array {
  const marks = new Uint8Array(size);
  wanted.forEach((prefix, round) => {
    for (let at = firstAtLeast(words, prefix); at < words.length && words[at]!.startsWith(prefix); at++)
      for (const place of places[at]!) if (marks[place] === round) marks[place] = round + 1;
  });
  return marks;
}

function firstAtLeast(words: readonly string[], wanted: string): number {
  let [low, high] = [0, words.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (words[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
