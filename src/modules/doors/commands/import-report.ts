import type { Bilingual, Language } from '#kernel/schema.ts';
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

/** Lines about one file, in one language. Never a person's data: rules, fields and counts only. */
export function printFile(report: FileReport, language: Language): string[] {
  const say = (vi: string, en: string): string => (language === 'vi' ? vi : en);
  const { name } = report;
  switch (report.end) {
    case 'unreadable':
      return [`✗ ${name}: ${unreadable[report.reason][language]}`];
    case 'not-health':
      return [`– ${name}: ${say('không phải tệp y tế, để nguyên', 'not a health file, left alone')}`];
    case 'table-alone':
      return [
        `– ${name}: ${say(
          `bảng ${report.root} đứng một mình, thiếu phong bì GIAMDINHHS nên không biết cơ sở nào gửi; hãy nhập cả hồ sơ`,
          `table ${report.root} alone, without its GIAMDINHHS envelope, so nobody knows which facility sent it; import the whole file`,
        )}`,
      ];
    case 'taken':
      return [...printSource(report, say), ...report.reasons.map((reason) => printReason(reason, language))];
    default:
      return [];
  }
}

function printSource(
  report: Extract<FileReport, { end: 'taken' }>,
  say: (vi: string, en: string) => string,
): string[] {
  const { source, name } = report;
  const mark = source.state === 'taken' ? '✓' : source.state === 'refused' ? '✗' : '!';
  if (report.before && source.state === 'taken') {
    return [
      `${mark} ${name}: ${say('đã nhập trước đây, không có gì thay đổi', 'imported before, nothing changed')} (${say('nguồn', 'source')} ${source.id})`,
    ];
  }
  if (source.state === 'refused') {
    const sentence = sentenceOf(source.reason ?? '');
    return [
      `${mark} ${name}: ${say('không đọc được', 'could not be read')}: ${say(sentence.vi, sentence.en)}`,
    ];
  }
  const counts = say(
    `nhận mới ${wholeNumber(source.taken)}, cập nhật ${wholeNumber(source.updated)}, không đổi ${wholeNumber(source.unchanged)}, thôi dùng ${wholeNumber(source.retired)}, giữ lại ${wholeNumber(source.quarantined)}`,
    `new ${wholeNumber(source.taken)}, updated ${wholeNumber(source.updated)}, unchanged ${wholeNumber(source.unchanged)}, retired ${wholeNumber(source.retired)}, put aside ${wholeNumber(source.quarantined)}`,
  );
  return [`${mark} ${name}: ${counts} (${say('nguồn', 'source')} ${source.id})`];
}

function printReason(reason: Reason, language: Language): string {
  const place = [reason.table, reason.field].filter((part) => part !== '').join('.');
  return `    ${wholeNumber(reason.count)} × ${place === '' ? '' : `${place}: `}${reason.text[language]}`;
}

/** The sum of a run. */
export function printTotals(reports: readonly FileReport[], seconds: number, language: Language): string[] {
  const say = (vi: string, en: string): string => (language === 'vi' ? vi : en);
  const taken = reports.filter((one) => one.end === 'taken');
  const fresh = taken.filter((one) => !(one.before && one.source.state === 'taken')).map((one) => one.source);
  const sum = (key: 'taken' | 'updated' | 'unchanged' | 'retired' | 'quarantined' | 'resources'): number =>
    fresh.reduce((total, one) => total + one[key], 0);
  const resources = sum('resources');
  const lines = [
    say(
      `Tổng: ${wholeNumber(reports.length)} tệp (${wholeNumber(taken.length)} tệp y tế); nhận mới ${wholeNumber(sum('taken'))}, cập nhật ${wholeNumber(sum('updated'))}, không đổi ${wholeNumber(sum('unchanged'))}, thôi dùng ${wholeNumber(sum('retired'))}, giữ lại ${wholeNumber(sum('quarantined'))}; ${wholeNumber(resources)} bản ghi trong ${seconds.toFixed(1)} giây (${wholeNumber(Math.round(resources / Math.max(seconds, 0.001)))}/giây).`,
      `Total: ${wholeNumber(reports.length)} files (${wholeNumber(taken.length)} health files); new ${wholeNumber(sum('taken'))}, updated ${wholeNumber(sum('updated'))}, unchanged ${wholeNumber(sum('unchanged'))}, retired ${wholeNumber(sum('retired'))}, put aside ${wholeNumber(sum('quarantined'))}; ${wholeNumber(resources)} resources in ${seconds.toFixed(1)} s (${wholeNumber(Math.round(resources / Math.max(seconds, 0.001)))}/s).`,
    ),
  ];
  if (taken.some((one) => one.reasons.length > 0)) {
    lines.push(
      say(
        'Những gì bị giữ lại xem và sửa ở trang /doors (quyền doors.mend).',
        'What was put aside can be seen and mended on the page /doors (permission doors.mend).',
      ),
    );
  }
  return lines;
}
