import { useEffect, useRef } from 'react';

const signs = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const;
const touchedKey = 'sen.touched';

/**
 * Watches whether anybody is there: a touch in any window of this computer counts. Tells of being there at most every half minute, and
 * once when nobody was for `idleMs`. Does nothing while `idleMs` is undefined.
 */
export function useIdle(
  idleMs: number | undefined,
  hear: { readonly onIdle: () => void; readonly onThere: () => void },
): void {
  const latest = useRef(hear);
  useEffect(() => {
    latest.current = hear;
  });
  useEffect(() => {
    if (idleMs === undefined) return undefined;
    let touchedAt = Date.now();
    let toldAt = 0;
    const touch = () => {
      touchedAt = Date.now();
      if (touchedAt - toldAt < 30_000) return;
      toldAt = touchedAt;
      localStorage.setItem(touchedKey, String(touchedAt));
      latest.current.onThere();
    };
    const hearOther = ({ key, newValue }: StorageEvent) => {
      if (key === touchedKey) touchedAt = Math.max(touchedAt, Number(newValue ?? 0));
    };
    const watch = setInterval(() => {
      if (Date.now() - touchedAt >= idleMs) latest.current.onIdle();
    }, 1000);
    for (const sign of signs) addEventListener(sign, touch, { capture: true, passive: true });
    addEventListener('storage', hearOther);
    return () => {
      clearInterval(watch);
      for (const sign of signs) removeEventListener(sign, touch, { capture: true });
      removeEventListener('storage', hearOther);
    };
  }, [idleMs]);
}
