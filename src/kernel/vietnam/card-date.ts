/**
 * A date as the codes of cards write it: '01021990', '01/02/1990', or '1990' where only the year is known. Undefined for a day that is in
 * no calendar.
 * @returns 'YYYY-MM-DD' or 'YYYY'
 */
export function readDate(text = ''): string | undefined {
  if (/^(18|19|20)\d{2}$/u.test(text)) return text;
  const [, day, month, year] = /^(\d{2})[/-]?(\d{2})[/-]?(\d{4})$/u.exec(text) ?? [];
  if (day === undefined) return undefined;
  // Year known, day and month not: some registers write zeros.
  if (day === '00' || month === '00') return year;
  const date = `${year}-${month}-${day}`;
  const at = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(date) ? date : undefined;
}
