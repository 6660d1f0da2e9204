import { useText } from '#web/text/text-context.tsx';
import type vi from '../registry.vi.json';

/** The words of this module's pages. */
export const useRegistryText = () => useText<typeof vi>();
export type RegistryText = ReturnType<typeof useRegistryText>;
export type RegistryWord = keyof typeof vi;
