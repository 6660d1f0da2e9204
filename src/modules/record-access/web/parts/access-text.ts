import { useText, type Say } from '#web/text/text-context.tsx';
import type vi from '../record-access.vi.json';

export type AccessText = Say<typeof vi>;

/** Words of this module. */
export const useAccessText = (): AccessText => useText<typeof vi>();
