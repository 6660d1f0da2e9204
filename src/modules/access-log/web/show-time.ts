import { showClock } from '#kernel/display/show-date.ts';

/** '08:15' or '08:15–09:40', on Viet Nam's clock. */
export function showTime(first: string, last: string): string {
  const [from, to] = [showClock(first), showClock(last)];
  return from === to ? from : `${from}–${to}`;
}
