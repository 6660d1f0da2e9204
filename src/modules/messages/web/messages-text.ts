import { useText, type Say } from '#web/text/text-context.tsx';
import type vi from './messages.vi.json';

export type MessagesText = Say<typeof vi>;

/** Words of this module. */
export const useMessagesText = (): MessagesText => useText<typeof vi>();
