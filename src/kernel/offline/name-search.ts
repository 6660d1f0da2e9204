import { foldText } from '../fhir/fold.ts';
import type { NameRow } from './name-rows.ts';

/** Changed people are looked through one by one until there are so many; then the list is packed anew. */
const mostLoose = 500;

/** The people of a device, to be found by words. */
export interface NameSearch {
  /** Best first: her given name first, then names in which the words stand in order, then by name. */
  find(words: string, limit: number): readonly NameRow[];
  /** Puts a person in, or in the place of what was known of her; undefined takes her out. */
  change(id: string, row: NameRow | undefined): void;
  has(id: string): boolean;
  get(id: string): NameRow | undefined;
  readonly size: number;
}

/**
 * Packs all people into one text, one line a person: ' nguyen thi hoa\t1985 0912345678 …'. The engine's own search for a piece of text
 * runs through 50,000 lines in a few milliseconds, and nothing is built but the text.
 */
export function createNameSearch(rows: readonly NameRow[]): NameSearch {
  let packed = pack(rows);
  let loose = new Map<string, NameRow | undefined>();
  return {
    find(words, limit) {
      const wanted = foldText(words)
        .split(' ')
        .filter((word) => word !== '');
      if (wanted.length === 0) return [];
      const looseRows = presentRows(loose);
      const found = [
        ...linesWith(packed, wanted).filter(({ row }) => !loose.has(row[0])),
        ...linesWith(pack(looseRows), wanted),
      ];
      return found
        .sort((a, b) => b.score - a.score || (a.line < b.line ? -1 : 1))
        .slice(0, limit)
        .map(({ row }) => row);
    },
    change(id, row) {
      loose.set(id, row);
      if (loose.size < mostLoose) return;
      const rest = packed.rows.filter(([known]) => !loose.has(known));
      packed = pack([...rest, ...presentRows(loose)]);
      loose = new Map();
    },
    has: (id) => (loose.has(id) ? loose.get(id) !== undefined : packed.ids.has(id)),
    get: (id) => (loose.has(id) ? loose.get(id) : packed.rows[packed.ids.get(id) ?? -1]),
    get size() {
      return packed.rows.length + [...loose.keys()].filter((id) => !packed.ids.has(id)).length;
    },
  };
}

function presentRows(loose: ReadonlyMap<string, NameRow | undefined>): NameRow[] {
  return [...loose.values()].filter((row) => row !== undefined);
}

interface Packed {
  readonly rows: readonly NameRow[];
  /** Where each id's row stands. */
  readonly ids: ReadonlyMap<string, number>;
  readonly text: string;
  /** Where each line begins, and the end. */
  readonly starts: Int32Array;
}

function pack(rows: readonly NameRow[]): Packed {
  const lines = rows.map(([, name, birthDate, , , phone, numbers]) => {
    const digits = `${phone.replace(/\D/g, '')} ${numbers.toLowerCase()}`;
    return ` ${foldText(name)}\t ${birthDate.slice(0, 4)} ${digits}\n`;
  });
  const starts = new Int32Array(rows.length + 1);
  lines.forEach((line, at) => {
    starts[at + 1] = starts[at]! + line.length;
  });
  return { rows, ids: new Map(rows.map(([id], at) => [id, at])), text: lines.join(''), starts };
}

interface Line {
  readonly row: NameRow;
  readonly line: string;
  readonly score: number;
}

/** Half of the country shares these words: another one leads sooner to the right line. */
const common = new Set(['nguyen', 'tran', 'le', 'pham', 'hoang', 'thi', 'van']);

/** So many lines are compared; who typed so little that there are more sees the best of these. */
const mostCompared = 600;

/** Lines in which each word begins a word; digits also end a number, as people say "ends with 456". Whose given name it is come first. */
function linesWith(packed: Packed, wanted: readonly string[]): Line[] {
  const telling = wanted.filter((word) => !common.has(word));
  const lead = (telling.length === 0 ? wanted : telling).reduce((a, b) => (b.length > a.length ? b : a));
  const found = new Map<number, Line>();
  if (/^\d{3,}$/.test(lead)) collect(packed, lead, wanted, found);
  else {
    collect(packed, ` ${lead}\t`, wanted, found);
    collect(packed, ` ${lead}`, wanted, found);
  }
  return [...found.values()];
}

function collect(
  { rows, text, starts }: Packed,
  piece: string,
  wanted: readonly string[],
  found: Map<number, Line>,
): void {
  const most = found.size + mostCompared;
  for (let at = text.indexOf(piece); at >= 0 && found.size < most;) {
    const end = text.indexOf('\n', at) + 1;
    const line = text.slice(text.lastIndexOf('\n', at) + 1, end);
    if (wanted.every((word) => hasWord(line, word))) {
      const no = lineAt(starts, at);
      found.set(no, { row: rows[no]!, line, score: score(line, wanted) });
    }
    at = text.indexOf(piece, end);
  }
}

function hasWord(line: string, word: string): boolean {
  if (line.includes(` ${word}`)) return true;
  return /^\d{3,}$/.test(word) && (line.includes(`${word} `) || line.includes(`${word}\n`));
}

function score(line: string, wanted: readonly string[]): number {
  const name = line.slice(1, line.indexOf('\t'));
  const given = name.slice(name.lastIndexOf(' ') + 1);
  const last = wanted.at(-1)!;
  const typed = wanted.join(' ');
  return (
    (name === typed ? 16 : 0) +
    (given === last ? 8 : given.startsWith(last) ? 4 : 0) +
    3 * wanted.filter((word) => ` ${name} `.includes(` ${word} `)).length +
    (name.includes(typed) ? 2 : 0) +
    (name.startsWith(wanted[0]!) ? 1 : 0)
  );
}

/** The line that holds a place of the text: the last that begins at or before it. */
function lineAt(starts: Int32Array, place: number): number {
  let [low, high] = [0, starts.length - 2];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}
