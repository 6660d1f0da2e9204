/** Before and behind these years an ISO text is no longer one that PostgreSQL reads. */
const first = Date.parse('0001-01-01T00:00:00Z');
const last = Date.parse('9999-12-31T23:59:59.999Z');

/** A moment as PostgreSQL reads it; what lies outside of the calendar it shares with ISO 8601 is an infinity. @param ms since 1970 */
export function instantText(ms: number): string {
  if (ms < first) return '-infinity';
  return ms > last ? 'infinity' : new Date(ms).toISOString();
}
