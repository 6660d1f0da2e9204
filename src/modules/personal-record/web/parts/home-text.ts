import { useText, type Say } from '#web/text/text-context.tsx';
import type vi from '../home.vi.json';

/** The words of a citizen's home. */
export function useHomeText(): Say<typeof vi> {
  return useText<typeof vi>();
}
