import { useCallback, useEffect } from 'react';
import { useSearchParams } from 'wouter';
import { fetchSheet } from './later-sheet.tsx';

/** Which line is open, kept in the address so that the browser's back button closes it. The address holds an id, nothing of the person. */
export function useOpened(): {
  opened: string | undefined;
  open: (id: string) => void;
  close: () => void;
} {
  const [search, setSearch] = useSearchParams();
  useEffect(() => {
    // Without a network it is fetched again when a line is opened, and the page says what is the matter.
    fetchSheet().catch(() => undefined);
  }, []);
  const open = useCallback((id: string) => setSearch({ open: id }), [setSearch]);
  const close = useCallback(() => setSearch({}, { replace: true }), [setSearch]);
  return { opened: search.get('open') ?? undefined, open, close };
}
