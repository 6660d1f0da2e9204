import type { Bilingual } from '#kernel/schema.ts';
import type { Context } from '#platform/context.ts';
import { sentenceOf } from '../rule-sentences.ts';
import type { Source } from '../source.ts';

/** Why something was put aside, and how often. */
export interface Reason {
  readonly rule: string;
  readonly table: string;
  readonly field: string;
  readonly text: Bilingual;
  readonly count: number;
}

/** What became of one file. */
export type FileReport =
  | {
      readonly name: string;
      readonly end: 'taken';
      readonly source: Source;
      readonly before: boolean;
      readonly reasons: readonly Reason[];
    }
  | { readonly name: string; readonly end: 'not-health' }
  | { readonly name: string; readonly end: 'table-alone'; readonly root: string }
  | { readonly name: string; readonly end: 'unreadable'; readonly reason: 'missing' | 'denied' | 'broken' };

/** How many reasons are told per file. */
const REASONS = 5;

/** The commonest open findings of a source. */
export async function reasonsOf(ctx: Context, sourceId: string): Promise<Reason[]> {
  const rows = await ctx.sql.query<{
    rule: string;
    table_name: string;
    field: string;
    text_vi: string;
    text_en: string;
    count: string;
  }>(
    `select rule, table_name, field, min(text_vi) as text_vi, min(text_en) as text_en, count(*) as count from doors.quarantine
     where source_id = $1 and state = 'open' group by rule, table_name, field order by count(*) desc, rule, table_name, field limit $2`,
    [sourceId, REASONS],
  );
  return rows.map((row) => ({
    rule: row.rule,
    table: row.table_name,
    field: row.field,
    text: { vi: row.text_vi, en: row.text_en },
    count: Number(row.count),
  }));
}

const wholeNumber = (value: number): string => new Intl.NumberFormat('vi-VN').format(value);

const unreadable: Readonly<Record<'missing' | 'denied' | 'broken', Bilingual>> = {
  missing: { vi: 'không có tệp này', en: 'there is no such file' },
  denied: { vi: 'không có quyền đọc', en: 'no permission to read it' },
  broken: { vi: 'tệp nén hỏng hoặc bị cắt ngang', en: 'the archive is broken or cut short' },
};

/** Lines about one file, Vietnamese then English. Never a person's data: rules, fields and counts only. */
export function printFile(report: FileReport): string[] {
  const { name } = report;
  switch (report.end) {
    case 'unreadable':
      return [`✗ ${name}: ${both(unreadable[report.reason])}`];
    case 'not-health':
      return [`– ${name}: không phải tệp y tế, để nguyên / not a health file, left alone`];
    case 'table-alone':
      return [
        `– ${name}: bảng ${report.root} đứng một mình, thiếu phong bì GIAMDINHHS nên không biết cơ sở nào gửi; hãy nhập cả hồ sơ / table ${report.root} alone, without its GIAMDINHHS envelope, so nobody knows which facility sent it; import the whole file`,
      ];
    case 'taken':
      return [printSource(report), ...report.reasons.map(printReason)];
    default:
      return [];
  }
}

const both = (text: Bilingual): string => `${text.vi} / ${text.en}`;

function printSource({ source, name, before }: Extract<FileReport, { end: 'taken' }>): string {
  if (source.state === 'refused') return `✗ ${name}: ${both(sentenceOf(source.reason ?? ''))}`;
  if (source.state !== 'taken' && source.state !== 'partly') {
    return `✗ ${name}: dừng giữa chừng, sẽ được đọc tiếp / stopped in the middle, will be resumed (${source.id})`;
  }
  if (before && source.state === 'taken')
    return `✓ ${name}: đã nhập trước đây, không có gì thay đổi / imported before, nothing changed (${source.id})`;
  return `${source.state === 'taken' ? '✓' : '!'} ${name}: ${printCounts(source)} (${source.id})`;
}

function printCounts(
  counts: Pick<Source, 'taken' | 'updated' | 'unchanged' | 'retired' | 'quarantined'>,
): string {
  const parts: readonly (readonly [words: string, count: number])[] = [
    ['mới / new', counts.taken],
    ['cập nhật / updated', counts.updated],
    ['không đổi / unchanged', counts.unchanged],
    ['thôi dùng / retired', counts.retired],
    ['giữ lại / put aside', counts.quarantined],
  ];
  return parts.map(([words, count]) => `${words} ${wholeNumber(count)}`).join(', ');
}

function printReason(reason: Reason): string {
  const place = [reason.table, reason.field].filter((part) => part !== '').join('.');
  return `    ${wholeNumber(reason.count)} × ${place === '' ? '' : `${place}: `}${both(reason.text)}`;
}

/** The sum of a run. */
export function printTotals(reports: readonly FileReport[], seconds: number): string[] {
  const taken = reports.filter((one) => one.end === 'taken');
  const fresh = taken.filter((one) => !(one.before && one.source.state === 'taken')).map((one) => one.source);
  const sum = (key: 'taken' | 'updated' | 'unchanged' | 'retired' | 'quarantined' | 'resources'): number =>
    fresh.reduce((total, one) => total + one[key], 0);
  const total = {
    taken: sum('taken'),
    updated: sum('updated'),
    unchanged: sum('unchanged'),
    retired: sum('retired'),
    quarantined: sum('quarantined'),
  };
  const rate = Math.round(sum('resources') / Math.max(seconds, 0.001));
  const lines = [
    `Tổng / total: ${wholeNumber(reports.length)} tệp / files, ${wholeNumber(taken.length)} tệp y tế / health files`,
    `  ${printCounts(total)}`,
    `  ${wholeNumber(sum('resources'))} bản ghi / resources, ${seconds.toFixed(1)} s, ${wholeNumber(rate)}/s`,
  ];
  if (taken.some((one) => one.reasons.length > 0)) {
    lines.push(
      '  Xem và sửa những gì bị giữ lại ở trang /quarantine / See and mend what was put aside on the page /quarantine',
    );
  }
  return lines;
}
