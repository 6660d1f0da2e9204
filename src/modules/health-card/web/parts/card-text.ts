import { useText } from '#web/text/text-context.tsx';
import type vi from '../health-card.vi.json';

/** The words of this module's pages. */
export const useCardText = () => useText<typeof vi>();
