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

  #advice = 0;

  /** True where more errors would not be told. */
  get full(): boolean {
    return this.issues.length - this.#advice >= mostIssues;
  }

  /** Notes that what stands at the present path, or at `key` below it, is wrong. Advice never takes the place of an error. */
  add(issue: IssueType, text: Bilingual, key?: string, severity: ErrorIssue['severity'] = 'error'): void {
    if (severity === 'error' ? this.full : this.#advice >= mostIssues) return;
    if (severity !== 'error') this.#advice += 1;
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
      severity,
      text: { vi: `${name}: ${text.vi}`, en: `${name}: ${text.en}` },
    });
  }
}
