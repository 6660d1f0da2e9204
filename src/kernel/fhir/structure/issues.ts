import type { ErrorIssue, IssueType } from '../../errors.ts';
import type { Bilingual } from '../../schema.ts';

/** Most findings told about one resource; a hostile one could hold a million. */
const mostIssues = 50;
const plainName = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;

/** Where a check is, and what it has found. One per validated resource. */
export class Findings {
  readonly issues: ErrorIssue[] = [];
  /** Names and indexes from the root: cheap to keep, joined only where something is wrong. */
  readonly path: (string | number)[] = [];

  /** True where more findings would not be told. */
  get full(): boolean {
    return this.issues.length >= mostIssues;
  }

  /** Notes that what stands at the present path, or at `key` below it, is wrong. */
  add(issue: IssueType, text: Bilingual, key?: string): void {
    if (this.full) return;
    let path = '';
    for (const step of this.path)
      path += typeof step === 'number' ? `[${step}]` : path === '' ? step : `.${step}`;
    // A name that is no name may be anything, also somebody's data.
    const below = key !== undefined && plainName.test(key) ? `.${key}` : '';
    const where = path + below;
    const name = where.slice(where.lastIndexOf('.') + 1);
    this.issues.push({
      path: where,
      issue,
      severity: 'error',
      text: { vi: `${name}: ${text.vi}`, en: `${name}: ${text.en}` },
    });
  }
}
