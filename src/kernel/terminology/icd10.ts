import { foldText } from '../fhir/fold.ts';

/** One code of ICD-10 as published in Vietnamese. */
export interface Icd10Entry {
  /** With its dot: 'E11.9'. */
  readonly code: string;
  readonly vi: string;
  /** Never the principal diagnosis of a visit. */
  readonly notPrincipal: boolean;
  /** Should rather not be the principal diagnosis. */
  readonly ratherNotPrincipal: boolean;
  /** A more specific code exists and should be used. */
  readonly moreSpecificExists: boolean;
  /** The illness of one sex only, or mostly. */
  readonly sex?: 'male' | 'female';
}

/** A chapter or a block: a range of categories with a name. */
export interface Icd10Range {
  /** Roman number of a chapter; the range itself for a block. */
  readonly code: string;
  readonly from: string;
  readonly to: string;
  readonly vi: string;
}

/** The whole list, opened once and kept. */
export interface Icd10 {
  /** By code, with or without its dot, any case; undefined for an unknown code. */
  find(code: string): Icd10Entry | undefined;
  /** Codes whose name holds every word, marks and case aside, or whose code begins so; shortest names first. */
  search(words: string, limit: number): Icd10Entry[];
  chapterOf(code: string): Icd10Range | undefined;
  blockOf(code: string): Icd10Range | undefined;
  readonly size: number;
}

let opened: Promise<Icd10> | undefined;

/**
 * Opens the list (780 kB, so only when asked; about 15 ms). Vietnamese names only.
 * @source QĐ 4469/QĐ-BYT 2020 (names); TT 06/2026/TT-BYT (which codes may be principal)
 */
export function loadIcd10(): Promise<Icd10> {
  opened ??= icd10File().then(openIcd10);
  return opened;
}

/** The list as it is kept and sent: lines of text. */
export interface Icd10File {
  readonly chapters: string;
  readonly blocks: string;
  readonly rows: string;
}

/** The house's own list, not opened. */
export async function icd10File(): Promise<Icd10File> {
  const file = await import('./generated/icd10.json', { with: { type: 'json' } });
  const { chapters, blocks, rows } = file.default;
  return { chapters, blocks, rows };
}

/** Search for a page or an endpoint; see `Icd10.search`. */
export async function searchIcd10(words: string, limit = 20): Promise<Icd10Entry[]> {
  return (await loadIcd10()).search(words, limit);
}

/** 'e119' and 'E11.9' are one code: upper case, the dot after the third character. */
export function dotted(code: string): string {
  const plain = code.replace(/[\s.]/g, '').toUpperCase();
  return plain.length > 3 ? `${plain.slice(0, 3)}.${plain.slice(3)}` : plain;
}

/** Opens a list that came from elsewhere: a device's. */
export function openIcd10(file: Icd10File): Icd10 {
  const byCode = new Map<string, Icd10Entry>();
  for (const line of file.rows.split('\n')) {
    const entry = readRow(line);
    byCode.set(dotted(entry.code), entry);
  }
  const chapters = file.chapters
    .split('\n')
    .map((line) => readRange(line.split('|') as [string, string, string]));
  const blocks = file.blocks.split('\n').map((line) => {
    const [range, vi] = line.split('|') as [string, string];
    return readRange([range, range, vi]);
  });
  // Folding 12,000 names costs 20 ms: only for those who search.
  let folded: { readonly text: string; readonly code: string; readonly entry: Icd10Entry }[] | undefined;
  const foldAll = () =>
    [...byCode.values()]
      .map((entry) => ({
        entry,
        text: ` ${foldText(entry.vi)}`,
        code: entry.code.replace('.', '').toLowerCase(),
      }))
      .toSorted((a, b) => a.text.length - b.text.length || (a.code < b.code ? -1 : 1));
  const inRange = (ranges: readonly Icd10Range[], code: string) => {
    const category = dotted(code).slice(0, 3);
    return ranges.findLast((range) => range.from <= category && category <= range.to);
  };
  return {
    find: (code) => byCode.get(dotted(code)),
    search(words, limit) {
      const wanted = foldText(words).replaceAll('.', '').split(' ').filter(Boolean);
      if (wanted.length === 0) return [];
      folded ??= foldAll();
      const found: Icd10Entry[] = [];
      for (const row of folded) {
        if (!wanted.every((word) => row.text.includes(` ${word}`) || row.code.startsWith(word))) continue;
        if (found.push(row.entry) >= limit) break;
      }
      return found;
    },
    chapterOf: (code) => inRange(chapters, code),
    blockOf: (code) => inRange(blocks, code),
    size: byCode.size,
  };
}

function readRow(line: string): Icd10Entry {
  const [code, vi, flags] = line.split('|') as [string, string, string];
  return {
    code,
    vi,
    notPrincipal: flags.includes('P') || flags.includes('N'),
    ratherNotPrincipal: flags.includes('p'),
    moreSpecificExists: flags.includes('S'),
    ...(flags.includes('F') && { sex: 'female' as const }),
    ...(flags.includes('M') && { sex: 'male' as const }),
  };
}

function readRange([code, range, vi]: [string, string, string]): Icd10Range {
  const [from = range, to = from] = range.split('-');
  return { code, from, to, vi };
}
