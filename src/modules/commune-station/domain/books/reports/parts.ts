import type { ReportColumn, ReportRow, Test } from '../language.ts';

const title = (vi: string, en: string) => ({ vi, en });

/** A row that counts lines of a register. */
export function row(
  key: string,
  vi: string,
  en: string,
  of: string,
  where?: Test,
  more: Partial<ReportRow> = {},
): ReportRow {
  return { key, title: title(vi, en), of, ...(where !== undefined && { where }), ...more };
}

export const women: Test = { is: ['sex', 'female'] };
export const under = (years: number): Test => ({ between: ['age', 0, years - 1] });
export const fromAge = (years: number): Test => ({ between: ['age', years, undefined] });
export const both = (...all: Test[]): Test => ({ all });
export const codes = (...ranges: string[]): Test => ({ codes: ['codes', ranges] });

export const total: ReportColumn = { key: 'total', title: title('Tổng số', 'Total') };
export const ofWomen: ReportColumn = {
  key: 'women',
  title: title('Trong đó nữ', 'Of them women'),
  where: women,
};
export const ofChildren: ReportColumn = {
  key: 'u15',
  title: title('Trẻ dưới 15 tuổi', 'Children under 15'),
  where: under(15),
};
export const ofSmall: ReportColumn = {
  key: 'u5',
  title: title('Trẻ dưới 5 tuổi', 'Children under 5'),
  where: under(5),
};
