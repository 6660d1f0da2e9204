import { useText } from '#web/text/text-context.tsx';
import type vi from '../find.vi.json';

/** The words of the pages that are open to everybody. */
export const useFindText = () => useText<typeof vi>();
