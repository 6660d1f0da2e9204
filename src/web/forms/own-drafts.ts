import { isMarkedShared } from '#web/shell/shared/shared-mark.ts';
import type { DraftKeeper } from './drafts.ts';
import { indexedDrafts } from './indexed-drafts.ts';

/**
 * What a person leaves on a device of her own until it is sent or looked at again. On a computer that others use after her nothing stays: there it
 * lives as long as the page that asked for it.
 */
export function ownDrafts<Draft>(owner: string, forgetAfterDays: number): DraftKeeper<Draft> {
  return isMarkedShared() ? untilClosed<Draft>() : indexedDrafts<Draft>(owner, forgetAfterDays);
}

function untilClosed<Draft>(): DraftKeeper<Draft> {
  const drafts = new Map<string, Draft>();
  return {
    read: (name) => Promise.resolve(drafts.get(name)),
    write: (name, draft) => Promise.resolve(void drafts.set(name, draft)),
    remove: (name) => Promise.resolve(void drafts.delete(name)),
  };
}
