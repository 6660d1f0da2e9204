import type { ComplaintView, ReviewState } from '../api.ts';

/** A row of access_log.review. */
export interface ReviewRow {
  readonly id: string;
  readonly kind: 'complaint' | 'unusual';
  readonly facility_id: string | null;
  readonly account_id: string;
  readonly patient_id: string | null;
  readonly rules: readonly string[];
  readonly score: number;
  readonly line_id: string | null;
  readonly day: string;
  readonly lines: number;
  readonly first_at: Date;
  readonly last_at: Date;
  readonly raised_at: Date;
  readonly raised_by: string;
  readonly words: string | null;
  readonly task_id: string | null;
  readonly acknowledge_by: string;
  readonly done_by: string;
  readonly acknowledged_at: Date | null;
  readonly state: ReviewState;
  readonly decided_at: Date | null;
  readonly decided_by: string | null;
  readonly reason: string | null;
}

export const reviewColumns = `id, kind, facility_id, account_id, patient_id, rules, score, line_id, day, lines, first_at, last_at, raised_at,
  raised_by, words, task_id, acknowledge_by, done_by, acknowledged_at, state, decided_at, decided_by, reason`;

/** What sealed words of a review are bound to. */
export const wordsOf = (id: string): string => `access-log words:${id}`;
export const reasonOf = (id: string): string => `access-log reason:${id}`;

/** A complaint as its own author sees it. */
export function toComplaint(row: ReviewRow, about: string, reason: string | undefined): ComplaintView {
  return {
    id: row.id,
    raisedAt: row.raised_at.toISOString(),
    about,
    acknowledgeBy: row.acknowledge_by,
    doneBy: row.done_by,
    ...(row.acknowledged_at !== null && { acknowledgedAt: row.acknowledged_at.toISOString() }),
    state: row.state,
    ...(reason !== undefined && { reason }),
  };
}
