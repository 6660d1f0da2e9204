import { useText } from '#web/text/text-context.tsx';
import type vi from '../data-requests.vi.json';

/** The words of this module's pages. */
export const useRequestsText = () => useText<typeof vi>();
