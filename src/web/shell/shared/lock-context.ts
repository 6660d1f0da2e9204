import { createContext, use } from 'react';

/** What a page may do with the lock of a shared computer; `lock` is absent on every other. */
export interface Lock {
  readonly lock?: () => void;
}

export const LockContext = createContext<Lock>({});

/** The lock of this computer. */
export function useLock(): Lock {
  return use(LockContext);
}
