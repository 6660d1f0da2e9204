import { useText } from '#web/text/text-context.tsx';
import type vi from '../programmes.vi.json';

/** The words of this module's pages. */
export const useProgrammesText = () => useText<typeof vi>();
