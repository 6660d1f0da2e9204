import { AppError } from '#kernel/errors.ts';
import { codeOf } from './database-errors.ts';
import type { Statement } from './queryable.ts';

/** Milliseconds a statement may run before PostgreSQL stops it, by what it is for. */
export interface StatementTimes {
  readonly read: number;
  readonly search: number;
  readonly log: number;
}

/** What probes take is milliseconds and what waits for the disk is tens of them; a lane that stands still longer would hold everybody up. */
export const usualTimes: StatementTimes = { read: 10_000, search: 30_000, log: 15_000 };

/** A statement that was stopped, as what its caller may do about it; every other error as it is. */
export function asStopped(error: unknown, statement: string | Statement): unknown {
  if (codeOf(error) !== '57014' || typeof statement === 'string') return error;
  if (statement.lane !== 'search' && statement.bounded !== true)
    return new AppError('service.busy', { cause: error, detail: 'database: statement stopped' });
  return new AppError('search.too-costly', { cause: error, issues: [{ issue: 'too-costly', text: advice }] });
}

const advice = {
  vi: 'Câu tìm chạy quá lâu nên đã bị dừng. Hãy thêm điều kiện có chỉ mục: người bệnh, mã, số định danh hoặc khoảng ngày.',
  en: 'The search ran too long and was stopped. Add a condition that has an index: a patient, a code, an identifier or a range of dates.',
};
