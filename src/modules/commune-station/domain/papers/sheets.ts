import { showDay } from '#kernel/display/show-date.ts';
import type { Bilingual, Language } from '#kernel/schema.ts';
import { cellsOf, type Figures } from '../books/figures.ts';
import { figureId, type Certainty, type Register, type Report } from '../books/language.ts';
import type { Period } from '../books/tables.ts';
import type { ShownLine } from '../books/show-lines.ts';
import type { Sheet } from './write-xlsx.ts';

/** A table as paper and spreadsheets bear it. */
export interface PaperTable {
  readonly title: string;
  /** 'Sổ A1' or 'Biểu 14/BCT'. */
  readonly form: string;
  readonly period: string;
  readonly warning: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
  /** Columns with numbers, from 0. */
  readonly numbers: readonly number[];
  readonly widths: readonly number[];
}

const words = {
  number: { vi: 'TT', en: 'No.' },
  indicator: { vi: 'Chỉ số', en: 'Indicator' },
  share: { vi: 'Tỷ lệ %', en: 'Share %' },
  month: { vi: 'Tháng', en: 'Month' },
  year: { vi: 'Năm', en: 'Year' },
  book: { vi: 'Sổ', en: 'Book' },
  'official-content': {
    vi: 'Nội dung theo phụ lục; thứ tự cột cần xác minh với bản chính thức.',
    en: 'Content by the annex; the order of columns is to be verified.',
  },
  verify: {
    vi: 'Số biểu, tên và cột chưa có bản chính thức để đối chiếu: cần xác minh trước khi nộp.',
    en: 'Number, name and columns were not seen in the official form: verify before sending.',
  },
} as const satisfies Record<string, Bilingual>;

/** What a reader must know of a form that is not surely the official one; '' where it is. */
export function warningOf(certainty: Certainty, language: Language): string {
  return certainty === 'official' ? '' : words[certainty][language];
}

/** 'Tháng 10/2026' or 'Năm 2026'. */
export function periodWords({ name }: Period, language: Language): string {
  return `${words[name.length === 4 ? 'year' : 'month'][language]} ${showDay(name)}`;
}

/** A book with its lines, numbered from 1. */
export function bookTable(
  register: Register,
  lines: readonly ShownLine[],
  period: Period,
  language: Language,
): PaperTable {
  const headingAt = register.columns.findIndex(({ heading }) => heading === true);
  const columns = register.columns.filter((_, at) => at !== headingAt);
  let heading = '';
  const rows = lines.flatMap(({ cells }, at): (string | number)[][] => {
    const line = [at + 1, ...cells.filter((_, column) => column !== headingAt)];
    const over = cells[headingAt] ?? '';
    if (over === heading) return [line];
    heading = over;
    return [['', over, ...columns.slice(1).map(() => '')], line];
  });
  return {
    title: register.title[language],
    form: `${words.book[language]} ${register.code}`,
    period: periodWords(period, language),
    warning: warningOf(register.certainty, language),
    head: [words.number[language], ...columns.map(({ title }) => title[language])],
    rows,
    numbers: [0],
    widths: [0.5, ...columns.map(({ show }) => (isWide(show) ? 2 : 1))],
  };
}

/** Addresses and lists need room. */
function isWide(show: Register['columns'][number]['show']): boolean {
  return ('who' in show && show.who === 'address') || ('line' in show && show.as === 'list');
}

/** A statistic form with its figures; shares stand in a column of their own. */
export function reportTable(
  report: Report,
  figures: Figures,
  period: Period,
  language: Language,
): PaperTable {
  const counted = new Set(cellsOf(report).map(({ id }) => id));
  const hasShare = report.rows.some(({ per }) => per !== undefined);
  return {
    title: report.title[language],
    form: `Biểu ${report.code}/BCT`,
    period: periodWords(period, language),
    warning: warningOf(report.certainty, language),
    head: [
      words.number[language],
      words.indicator[language],
      ...report.columns.map(({ title }) => title[language]),
      ...(hasShare ? [words.share[language]] : []),
    ],
    rows: report.rows.map((row, at) => {
      const cells = report.columns.map(({ key }) => {
        const id = figureId(report.code, row.key, key);
        return counted.has(id) ? (figures[id] ?? 0) : 'x';
      });
      const share = row.per === undefined ? '' : shareText(report, row.key, row.per, figures, language);
      return [
        at + 1,
        `${'   '.repeat(row.depth ?? 0)}${row.title[language]}`,
        ...cells,
        ...(hasShare ? [share] : []),
      ];
    }),
    numbers: [0, ...report.columns.map((_, at) => at + 2), ...(hasShare ? [report.columns.length + 2] : [])],
    widths: [0.4, 4, ...report.columns.map(() => 1), ...(hasShare ? [0.8] : [])],
  };
}

function shareText(report: Report, row: string, per: string, figures: Figures, language: Language): string {
  const column = report.columns[0]!.key;
  const all = figures[figureId(report.code, per, column)] ?? 0;
  if (all === 0) return '';
  const share = ((100 * (figures[figureId(report.code, row, column)] ?? 0)) / all).toFixed(1);
  return language === 'vi' ? share.replace('.', ',') : share;
}

/** The same as a sheet: names of office and form above, the table below. */
export function sheetOf(table: PaperTable, station: string): Sheet {
  const above = [[station], [`${table.form}: ${table.title}`], [table.period], [table.warning], []];
  return { name: table.form, rows: [...above, table.head, ...table.rows], bold: new Set([1, above.length]) };
}

/** The same as data for the A4 template. */
export function paperOf(
  table: PaperTable,
  station: string,
  by: { readonly name: string; readonly at: Date },
  language: Language,
): object {
  const isWide = table.head.length > 8;
  return {
    ...table,
    flipped: isWide,
    size: table.head.length > 14 ? 6.5 : isWide ? 7.5 : 9.5,
    station,
    office: language === 'vi' ? 'SỞ Y TẾ' : 'DEPARTMENT OF HEALTH',
    law: language === 'vi' ? 'Theo Thông tư 23/2025/TT-BYT' : 'By Circular 23/2025/TT-BYT',
    order: table.head.map((_, at) => `(${at + 1})`),
    rows: table.rows.map((cells) => cells.map(String)),
    maker: language === 'vi' ? 'Người lập' : 'Made by',
    makername: by.name,
    head_of: language === 'vi' ? 'Phụ trách trạm' : 'Head of the station',
    signhint: language === 'vi' ? '(Ký, ghi rõ họ tên)' : '(Signature and name)',
    footer: `Sen · ${station} · ${showDay(by.at.toISOString())}`,
  };
}
