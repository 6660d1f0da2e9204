import type { Report } from '../language.ts';
import { report11, report13, report14, report9 } from './care.ts';
import { report1, report12, report2, report3 } from './people.ts';
import { report10, report4, report5, report6, report7, report8 } from './programmes.ts';

/**
 * The fourteen statistic forms. Content of 9, 11 and 14 is known; subjects of the others follow the older series of forms, and which
 * number bears which subject is to verify: each says so by its `certainty`, on screen and on paper.
 * @source TT 23/2025/TT-BYT Annex IV, Biểu 1-14/BCT
 */
export const reports: readonly Report[] = [
  report1,
  report2,
  report3,
  report4,
  report5,
  report6,
  report7,
  report8,
  report9,
  report10,
  report11,
  report12,
  report13,
  report14,
];

/** A form by its number; undefined where there is none. */
export function findReport(code: string): Report | undefined {
  return reports.find((one) => one.code === code);
}
