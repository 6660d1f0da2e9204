/** True where two texts differ by one slip: a letter wrong, lacking or too many, or two neighbours swapped. Equal texts do not. */
export function isOneSlip(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1 || a === b) return false;
  let from = 0;
  while (from < a.length && from < b.length && a[from] === b[from]) from += 1;
  let left = a.length;
  let right = b.length;
  while (left > from && right > from && a[left - 1] === b[right - 1]) {
    left -= 1;
    right -= 1;
  }
  const lefts = left - from;
  const rights = right - from;
  if (lefts <= 1 && rights <= 1) return true;
  return lefts === 2 && rights === 2 && a[from] === b[from + 1] && a[from + 1] === b[from];
}
