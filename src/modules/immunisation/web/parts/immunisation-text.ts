import { useText } from '#web/text/text-context.tsx';
import type vi from '../immunisation.vi.json';

/** The words of this module's pages. */
export const useImmunisationText = () => useText<typeof vi>();
export type ImmunisationText = ReturnType<typeof useImmunisationText>;
