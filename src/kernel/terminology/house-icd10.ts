import { codeSystem } from '../vietnam/identifier-systems.ts';
import { buildTable, type CodeProperty, type CodeRow, type CodeTable } from './code-table.ts';
import { dotted } from './icd10.ts';
import { once } from './once.ts';
import type { CodeSystemEntry } from './terminology-source.ts';

/** A range that other ranges or categories lie in. */
interface Range {
  readonly code: string;
  readonly from: string;
  readonly to: string;
  readonly vi: string;
}

const flagNames: Readonly<Record<string, readonly [string, string | boolean]>> = {
  P: ['notPrincipal', true],
  N: ['notPrincipal', true],
  p: ['ratherNotPrincipal', true],
  S: ['moreSpecificExists', true],
  F: ['sex', 'female'],
  M: ['sex', 'male'],
  '†': ['dagger', true],
  '*': ['asterisk', true],
};

/**
 * ICD-10 as published in Vietnamese: chapters (I-XXII), blocks (A00-A09), categories and subcategories, each below the other.
 * @source QĐ 4469/QĐ-BYT 2020 (names); TT 06/2026/TT-BYT (which codes may be principal)
 */
export const icd10System: CodeSystemEntry = {
  id: 'icd-10',
  url: codeSystem.icd10,
  version: '2020',
  name: 'ICD10VN',
  title: { vi: 'ICD-10 (tên tiếng Việt)', en: 'ICD-10 (Vietnamese names)' },
  status: 'active',
  // TT 06/2026 adds 1,056 codes that are not here yet.
  content: 'fragment',
  caseSensitive: false,
  count: 12_371,
  valueSet: 'urn:sen:value-set:icd-10',
  source: 'QĐ 4469/QĐ-BYT 2020; TT 06/2026/TT-BYT',
  open: once(async () =>
    openTable((await import('./generated/icd10.json', { with: { type: 'json' } })).default),
  ),
};

/** Codes with a dash are ranges and Roman numbers chapters: they have no dot. */
export function normalIcd10(code: string): string {
  const plain = code.trim().toUpperCase().replace(/[†*]/g, '');
  return plain.includes('-') || /^[IVX]+$/.test(plain) ? plain : dotted(plain);
}

function openTable(file: { chapters: string; blocks: string; rows: string }): CodeTable {
  const chapters = file.chapters.split('\n').map((line) => {
    const [code = '', range = '', vi = ''] = line.split('|');
    return readRange(code, range, vi);
  });
  const blocks = file.blocks.split('\n').map((line) => {
    const [range = '', vi = ''] = line.split('|');
    return readRange(range, range, vi);
  });
  const rows: CodeRow[] = [
    ...chapters.map(({ code, vi }) => ({ code, vi, abstract: true })),
    ...blocks.map((block) => ({
      code: block.code,
      vi: block.vi,
      abstract: true,
      parents: narrowest([...chapters, ...blocks.filter((one) => one !== block)], block.from, block.to),
    })),
  ];
  const known = new Set<string>();
  const codes = file.rows.split('\n').map((line) => {
    const [marked = '', vi = '', flags = ''] = line.split('|');
    const code = normalIcd10(marked);
    known.add(code);
    return { code, vi, flags: flags + marked.replace(/[^†*]/g, '') };
  });
  const ranges = [...chapters, ...blocks];
  const home = new Map<string, readonly string[]>();
  for (const { code, vi, flags } of codes) {
    const properties = propertiesOf(flags);
    rows.push({ code, vi, parents: parentsOf(code), ...(properties.length > 0 && { properties }) });
  }
  return buildTable(
    { system: icd10System.url, version: icd10System.version, content: 'fragment', normal: normalIcd10 },
    rows,
  );

  function parentsOf(code: string): readonly string[] {
    for (let length = code.length - 1; length >= 3; length--) {
      const shorter = code.slice(0, length);
      if (known.has(shorter)) return [shorter];
    }
    const category = code.slice(0, 3);
    let parents = home.get(category);
    if (parents === undefined) home.set(category, (parents = narrowest(ranges, category, category)));
    return parents;
  }
}

function propertiesOf(flags: string): CodeProperty[] {
  const named = new Map([...flags].flatMap((flag) => (flagNames[flag] ? [flagNames[flag]] : [])));
  return [...named].map(([code, value]) => ({ code, value }));
}

/** The range that holds from-to most closely. */
function narrowest(ranges: readonly Range[], from: string, to: string): readonly string[] {
  let best: Range | undefined;
  for (const range of ranges) {
    if (range.from > from || range.to < to) continue;
    if (best === undefined || (range.from >= best.from && range.to <= best.to)) best = range;
  }
  return best === undefined ? [] : [best.code];
}

function readRange(code: string, range: string, vi: string): Range {
  const [from = range, to = from] = range.split('-');
  return { code, from, to, vi };
}
