import type { Level } from './fields.ts';

/** Compares two birth days, each known as far as it is: '1956' and '1956-03-12' do not contradict each other. */
export function compareDays(ours: string, theirs: string): Level {
  if (ours === theirs) return 'same';
  if (ours.startsWith(theirs) || theirs.startsWith(ours)) return 'coarser';
  const [year, month, day] = ours.split('-');
  const [otherYear, otherMonth, otherDay] = theirs.split('-');
  if (year === otherYear && month !== undefined && month === otherDay && day === otherMonth) return 'swapped';
  const differing = [
    [year, otherYear],
    [month, otherMonth],
    [day, otherDay],
  ].filter(([one, other]) => one !== undefined && other !== undefined && one !== other);
  return differing.length === 1 && isNear(differing[0]!) ? 'slip' : 'different';
}

/** One digit of it, or one year, month or day off. */
function isNear([one = '', other = '']: readonly (string | undefined)[]): boolean {
  const digits = [...one].filter((digit, at) => digit !== other[at]).length;
  return digits === 1 || Math.abs(Number(one) - Number(other)) === 1;
}
