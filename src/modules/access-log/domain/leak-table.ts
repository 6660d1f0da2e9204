import type { Language } from '#kernel/schema.ts';

interface Row {
  readonly rank: number;
  readonly who: string;
  readonly actorId: string;
  readonly facilities: readonly string[];
  readonly roles: readonly string[];
  readonly people: number;
  readonly lines: number;
  readonly first: string;
  readonly last: string;
  readonly exported: boolean;
  readonly isEmergency: boolean;
}

const heads: Readonly<Record<Language, readonly string[]>> = {
  vi: [
    'Điểm',
    'Ai',
    'Mã tài khoản',
    'Cơ sở',
    'Vai trò',
    'Số người',
    'Số lần',
    'Đầu tiên',
    'Cuối cùng',
    'Đã xuất',
    'Khẩn cấp',
    'Người tải',
  ],
  en: [
    'Points',
    'Who',
    'Account',
    'Facility',
    'Role',
    'People',
    'Times',
    'First',
    'Last',
    'Exported',
    'Emergency',
    'Taken by',
  ],
};

/** CSV with the mark of who took it in every line, so that a line that is passed on still names its taker. */
export function leakTable(rows: readonly Row[], mark: string, language: Language): string {
  const lines = rows.map((row) => [
    row.rank,
    row.who,
    row.actorId,
    row.facilities.join('; '),
    row.roles.join('; '),
    row.people,
    row.lines,
    row.first,
    row.last,
    row.exported ? 'x' : '',
    row.isEmergency ? 'x' : '',
    mark,
  ]);
  return `\uFEFF${[heads[language], ...lines].map((line) => line.map(cell).join(',')).join('\r\n')}\r\n`;
}

/** Quoted, and never begun by what a spreadsheet takes for a formula. */
function cell(value: string | number): string {
  const text = String(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}
