const key = 'sen.shared-computer';

/**
 * Remembers that this computer is shared, so that no other computer asks the server about it at each start. Only a hint: the computer's
 * secret is a cookie, and the server locks by itself.
 */
export function markShared(isShared: boolean): void {
  if (isShared) localStorage.setItem(key, 'yes');
  else localStorage.removeItem(key);
}

/** Whether this computer may be shared. */
export function isMarkedShared(): boolean {
  return localStorage.getItem(key) !== null;
}
