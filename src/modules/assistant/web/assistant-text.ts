import { useText, type Say } from '#web/text/text-context.tsx';
import type vi from './assistant.vi.json';

export type AssistantText = Say<typeof vi>;

/** Words of this module. */
export const useAssistantText = (): AssistantText => useText<typeof vi>();
