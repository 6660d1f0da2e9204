import { useCallback } from 'react';
import { useSearchParams } from 'wouter';

/** Which line is open, kept in the address so that the browser's back button closes it. The address holds an id, nothing of the person. */
export function useOpened(): {
  opened: string | undefined;
  open: (id: string) => void;
  close: () => void;
} {
  const [search, setSearch] = useSearchParams();
  const open = useCallback((id: string) => setSearch({ open: id }), [setSearch]);
  const close = useCallback(() => setSearch({}, { replace: true }), [setSearch]);
  return { opened: search.get('open') ?? undefined, open, close };
}
