import { useSearchParams } from 'wouter';

/** Which line is open, kept in the address so that the browser's back button closes it. The address holds an id, nothing of the person. */
export function useOpened(): { opened: string | undefined; open: (id: string) => void; close: () => void } {
  const [search, setSearch] = useSearchParams();
  return {
    opened: search.get('open') ?? undefined,
    open: (id) => setSearch({ open: id }),
    close: () => setSearch({}, { replace: true }),
  };
}
