import { useText, type Say } from '#web/text/text-context.tsx';
import type vi from '../record.vi.json';

/** The words of this module's pages. */
export function useRecordText(): Say<typeof vi> {
  return useText<typeof vi>();
}
