import { useText, type Say } from '#web/text/text-context.tsx';
import type vi from './own.vi.json';

export type OwnText = Say<typeof vi>;

/** Words of this module. */
export const useOwnText = (): OwnText => useText<typeof vi>();
