import { useText } from '#web/text/text-context.tsx';
import type vi from './sharing.vi.json';

/** The words of this module's pages. */
export const useSharingText = () => useText<typeof vi>();
