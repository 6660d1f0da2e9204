import { useState } from 'react';

/** The moment at which this part of the page was opened: ages and "days ago" do not change while somebody reads. */
export function useNow(): Date {
  const [now] = useState(() => new Date());
  return now;
}
