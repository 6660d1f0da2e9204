import { useMemo, useSyncExternalStore } from 'react';

/** Whether the window is at least this wide ('76rem'); follows the window while it changes. */
export function useWide(width: string): boolean {
  const media = useMemo(() => matchMedia(`(min-width: ${width})`), [width]);
  return useSyncExternalStore(
    (changed) => {
      media.addEventListener('change', changed);
      return () => media.removeEventListener('change', changed);
    },
    () => media.matches,
  );
}
