import { useEffect, useState } from 'react';

/** Whole seconds until a moment, counted down; 0 from then on. */
export function useSecondsLeft(until: string | undefined): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return until === undefined ? 0 : Math.max(0, Math.floor((Date.parse(until) - now) / 1000));
}
