import { useText } from '#web/text/text-context.tsx';
import type vi from '../station.vi.json';

/** The words of this module's pages. */
export const useStationText = () => useText<typeof vi>();
export type StationText = ReturnType<typeof useStationText>;
export type StationWord = keyof typeof vi;
