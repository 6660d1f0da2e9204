import { useText, type Say } from '#web/text/text-context.tsx';
import type vi from '../doors.vi.json';

/** The words of the doors' pages. */
export function useDoorsText(): Say<typeof vi> {
  return useText<typeof vi>();
}
