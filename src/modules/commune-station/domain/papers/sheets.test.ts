import { describe, expect, it } from 'vitest';
import { periodOf } from '../books/periods.ts';
import { findRegister } from '../books/registers/registers.ts';
import { findReport } from '../books/reports/reports.ts';
import { bookTable, reportTable } from './sheets.ts';

const october = periodOf('2026-10')!;

describe('on paper', () => {
  it('the book of examinations has the fourteen columns of the annex, each day over its lines', () => {
    const register = findRegister('A1')!;
    const line = (id: string, day: string) => ({
      id,
      closed: false,
      cells: register.columns.map((_, at) => (at === 0 ? day : `${id}.${at}`)),
    });
    const lines = [line('a', '01/10/2026'), line('b', '01/10/2026'), line('c', '02/10/2026')];
    const table = bookTable(register, lines, october, 'vi');
    expect(table.head).toHaveLength(14);
    expect(table.head.slice(0, 4)).toEqual(['TT', 'Họ và tên', 'Giới', 'Ngày sinh']);
    expect(table.rows.map(([number, name]) => [number, name])).toEqual([
      ['', '01/10/2026'],
      [1, 'a.1'],
      [2, 'b.1'],
      ['', '02/10/2026'],
      [3, 'c.1'],
    ]);
    expect(table.rows.every((cells) => cells.length === 14)).toBe(true);
    expect(table.warning).toBe('');
  });

  it('a form that was not seen in the official text says so, and a cell that nobody counts is crossed out', () => {
    const table = reportTable(findReport('13')!, { '13/falls/total': 4 }, october, 'vi');
    expect(table.warning).toContain('xác minh');
    expect(table.rows.find(([, name]) => name === 'Ngã')).toEqual([4, 'Ngã', 4, 0, 0, 0]);
    expect(table.rows.find(([, name]) => name === 'Buổi truyền thông')!.slice(3)).toEqual(['x', 'x', 'x']);
  });

  it('a share is shown where its whole is not nothing', () => {
    const table = reportTable(findReport('9')!, { '9/visits/total': 8, '9/insured/total': 6 }, october, 'vi');
    expect(table.rows[2]!.at(-1)).toBe('75,0');
  });
});
