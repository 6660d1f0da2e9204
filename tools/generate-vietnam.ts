/**
 * Makes the compact data files of src/kernel/vietnam and src/kernel/terminology out of a folder of plain CSV lists.
 * Run once when a list changes: `node tools/generate-vietnam.ts FOLDER`. Only codes, Vietnamese names and numbers are taken.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { oneToneStyle } from '../src/kernel/vietnam/tone.ts';

type Row = Readonly<Record<string, string>>;

const folder = process.argv[2];
if (folder === undefined) {
  console.error('Usage: node tools/generate-vietnam.ts FOLDER');
  process.exit(2);
}
const root = path.join(import.meta.dirname, '..');

/** RFC 4180: quoted fields may hold commas, doubled quotes and line ends. */
function parseCsv(text: string): Row[] {
  const table: string[][] = [];
  let row: string[] = [];
  for (const match of text.replace(/^\ufeff/, '').matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r?\n|$)/g)) {
    row.push(match[1] === undefined ? match[2]! : match[1].replaceAll('""', '"'));
    if (match[3] === ',') continue;
    if (row.length > 1) table.push(row);
    row = [];
  }
  const [head, ...body] = table;
  return body.map((cells) => Object.fromEntries(head!.map((name, i) => [name, cells[i] ?? ''])));
}

const csv = async (name: string): Promise<Row[]> => parseCsv(await readFile(path.join(folder, name), 'utf8'));
const clean = (text: string | undefined): string =>
  oneToneStyle(text ?? '')
    .replace(/[\s|]+/g, ' ')
    .trim();

async function write(place: string, content: object): Promise<void> {
  const file = path.join(root, 'src/kernel', place);
  await mkdir(path.dirname(file), { recursive: true });
  const text = `${JSON.stringify(content, null, 1)}\n`;
  await writeFile(file, text);
  console.log(`${place}: ${Buffer.byteLength(text)} bytes`);
}

const letters: Record<string, string> = { xã: 'x', phường: 'p', 'đặc khu': 'k', 'thị trấn': 't' };

/** One line a province, communes joined by '|': code, letter of the kind, name without the kind. */
function communeRows(units: readonly Row[], provinceOf: (unit: Row) => string): string {
  const byProvince = Map.groupBy(
    units.filter((unit) => unit.type! in letters),
    provinceOf,
  );
  return [...byProvince]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([province, communes]) => {
      const cells = communes.map(
        (unit) => `${unit.code}${letters[unit.type!]}${clean(unit.name!.slice(unit.type!.length))}`,
      );
      return `${province}:${cells.toSorted().join('|')}`;
    })
    .join('\n');
}

async function communes(): Promise<void> {
  const now = await csv('admin-units-2025.csv');
  await write('vietnam/generated/communes-2025.json', {
    source: 'QĐ 19/2025/QĐ-TTg, through thanglequoc/vietnamese-provinces-database (MIT, see NOTICE)',
    state: 'sourced',
    rows: communeRows(now, (unit) => unit.parent!),
  });
  const before = await csv('admin-units-2024.csv');
  const parent = new Map(before.map((unit) => [unit.code!, unit.parent!]));
  const mapping = Map.groupBy(await csv('commune-mapping-2025.csv'), (row) => row.old_code!);
  await write('vietnam/generated/communes-2024.json', {
    source:
      'QĐ 124/2004/QĐ-TTg and later changes, state of June 2024; successors by name from the merger decisions (MIT, see NOTICE)',
    state: 'sourced; successors are proposals',
    rows: communeRows(before, (unit) =>
      unit.parent!.length === 3 ? parent.get(unit.parent!)! : unit.parent!,
    ),
    successors: [...mapping]
      .map(([old, rows]) =>
        [old, ...rows.map((row) => `${row.new_code}${row.share === 'part' ? '~' : ''}`)].join(' '),
      )
      .join('\n'),
  });
}

/** Districts until June 2025, each with the present communes of which every part that is known lay in it. */
async function districts(): Promise<void> {
  const before = await csv('admin-units-2024.csv');
  const parent = new Map(before.map((unit) => [unit.code!, unit.parent!]));
  const mapping = await csv('commune-mapping-2025.csv');
  const whence = Map.groupBy(mapping, (row) => row.new_code!);
  const within = new Map<string, string[]>();
  for (const [code, rows] of whence) {
    const lay = new Set(rows.map((row) => parent.get(row.old_code!)!));
    const [only] = lay;
    if (lay.size === 1) within.set(only!, [...(within.get(only!) ?? []), code]);
  }
  await write('vietnam/generated/districts-2024.json', {
    source:
      'QĐ 124/2004/QĐ-TTg, state of June 2024; communes by name from the merger decisions (MIT, see NOTICE)',
    state: 'sourced; which communes lie in one is worked out from proposals, verify',
    rows: before
      .filter((unit) => unit.code!.length === 3)
      .map(
        (unit) => `${unit.code}|${clean(unit.name)}|${(within.get(unit.code!) ?? []).toSorted().join(' ')}`,
      )
      .toSorted()
      .join('\n'),
  });
}

async function icd10(): Promise<void> {
  const flags = (row: Row): string =>
    [...(row.tt06 ?? ''), row.not_principal === '1' ? 'N' : '']
      .filter((flag) => 'PpSFMN'.includes(flag))
      .join('');
  await write('terminology/generated/icd10.json', {
    source: 'QĐ 4469/QĐ-BYT 2020 (names); TT 06/2026/TT-BYT (flags P p S F M)',
    state: 'sourced; 1,056 codes that TT 06/2026 adds are not in it yet',
    chapters: (await csv('icd10-chapters.csv'))
      .map((row) => `${row.number}|${row.range}|${clean(row.name_vi)}`)
      .join('\n'),
    blocks: (await csv('icd10-blocks.csv')).map((row) => `${row.range}|${clean(row.name_vi)}`).join('\n'),
    rows: (await csv('icd10.csv')).map((row) => `${row.code}|${clean(row.name_vi)}|${flags(row)}`).join('\n'),
  });
}

async function services(): Promise<void> {
  await write('terminology/generated/services.json', {
    source: 'QĐ 2010/QĐ-BYT 2025 and TT 23/2024/TT-BYT (code chapter.technique.price and name)',
    state: 'sourced; 8,033 of the services',
    rows: (await csv('dvkt.csv')).map((row) => `${row.code}|${clean(row.name_vi)}`).join('\n'),
  });
}

/** Small lists keep their columns, one array a row. */
async function small(
  target: string,
  from: string,
  columns: readonly string[],
  about: { source: string; state: string },
): Promise<void> {
  const rows = await csv(from);
  await write(`terminology/generated/${target}.json`, {
    ...about,
    columns,
    rows: rows.map((row) => columns.map((column) => clean(row[column]))),
  });
}

await communes();
await districts();
await icd10();
await services();
const verify = 'from general knowledge, to verify';
await small(
  'lab-tests',
  'lab-tests.csv',
  ['loinc', 'name_vi', 'ucum', 'male_low', 'male_high', 'female_low', 'female_high', 'group'],
  {
    source: 'own list; codes of LOINC (This material contains content from LOINC, http://loinc.org)',
    state: `${verify}: adult ranges, each laboratory has its own`,
  },
);
await small('vital-signs', 'vital-signs.csv', ['loinc', 'name_vi', 'name_en', 'ucum', 'plausible_range'], {
  source: 'own list; codes of LOINC (This material contains content from LOINC, http://loinc.org)',
  state: verify,
});
await small(
  'drugs',
  'drugs-primary-care.csv',
  ['inn_vi', 'strength', 'atc', 'form_vi', 'route_vi', 'unit_vi', 'control'],
  {
    source: 'own list of primary care',
    state: verify,
  },
);
await small(
  'immunisation-schedule',
  'immunisation-schedule.csv',
  [
    'code',
    'vaccine_vi',
    'antigens',
    'dose_no',
    'min_age_days',
    'min_interval_days',
    'route',
    'dose_volume',
    'cvx',
  ],
  {
    source: 'TT 10/2024/TT-BYT and TT 52/2025/TT-BYT (doses and ages)',
    state: 'sourced; least ages, intervals and CVX codes to verify',
  },
);
await small('care-subjects', 'insurance/ma-doituong-kcb.csv', ['code', 'name_vi', 'pct_of_benefit'], {
  source: 'QĐ 3276/QĐ-BYT 2025',
  state: 'sourced',
});
await small('care-kinds', 'insurance/ma-loai-kcb.csv', ['code', 'name_vi', 'name_en', 'since'], {
  source: 'QĐ 4750/QĐ-BYT 2023; QĐ 1804/QĐ-BYT 2026',
  state: 'sourced',
});
await small('cost-groups', 'insurance/ma-nhom-chi-phi.csv', ['code', 'name_vi', 'name_en'], {
  source: 'QĐ 130/QĐ-BYT 2023; QĐ 4750/QĐ-BYT 2023',
  state: 'sourced',
});
await small(
  'notifiable-diseases',
  'notifiable-diseases.csv',
  ['deadline', 'name_vi', 'icd10', 'group_2007law'],
  {
    source: 'TT 15/2026/TT-BYT and its lists (diseases and deadlines); ICD-10 codes for orientation',
    state: 'to verify against the newest list',
  },
);
