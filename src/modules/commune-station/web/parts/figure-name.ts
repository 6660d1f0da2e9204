import type { Language } from '#kernel/schema.ts';
import { findReport } from '../../domain/books/reports/reports.ts';

/** 'Biểu 9, Lượt khám bệnh, Tổng số'. */
export function figureName(id: string, language: Language): string {
  const [code = '', row, column] = id.split('/');
  const report = findReport(code);
  const found = report?.rows.find(({ key }) => key === row)?.title[language] ?? row;
  const head = report?.columns.find(({ key }) => key === column)?.title[language] ?? column;
  return `${language === 'vi' ? 'Biểu' : 'Form'} ${code}, ${found}, ${head}`;
}
