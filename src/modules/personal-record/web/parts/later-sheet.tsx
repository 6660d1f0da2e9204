import { lazy, Suspense, type ComponentProps } from 'react';
import type { EntrySheet as Whole } from './entry-sheet.tsx';

/** Fetches the script of an opened line; pages do so once they stand, so that a tap does not wait, with or without a network. */
export const fetchSheet = () => import('./entry-sheet.tsx');

const Later = lazy(async () => ({ default: (await fetchSheet()).EntrySheet }));

/** One line opened, outside the first view of its page. */
export function EntrySheet(props: ComponentProps<typeof Whole>) {
  return (
    <Suspense>
      <Later {...props} />
    </Suspense>
  );
}
