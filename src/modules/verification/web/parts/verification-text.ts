import { useText } from '#web/text/text-context.tsx';
import type vi from '../verification.vi.json';

/** The words of this module's pages. */
export const useVerificationText = () => useText<typeof vi>();
export type VerificationText = ReturnType<typeof useVerificationText>;
