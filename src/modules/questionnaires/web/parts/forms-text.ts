import { useText, type Say } from '#web/text/text-context.tsx';
import type vi from '../forms.vi.json';

/** The words of the pages of forms. */
export type FormsText = Say<typeof vi>;
export const useFormsText = (): FormsText => useText<typeof vi>();
