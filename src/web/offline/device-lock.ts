/** Runs work that no other tab of this computer may do at the same time. */
export type DeviceLock = <T>(name: string, work: () => Promise<T>) => Promise<T>;

/**
 * The browser's own locks: a tab that dies lets go of them. Where a browser has none, work of this tab still waits for its own; what two tabs send
 * twice is the same write to the centre.
 */
export function deviceLock(deviceId: string): DeviceLock {
  const manager = (navigator as { locks?: LockManager }).locks;
  if (manager !== undefined)
    return (name, work) => manager.request(`sen-device ${deviceId} ${name}`, work) as ReturnType<typeof work>;
  const tails = new Map<string, Promise<unknown>>();
  return (name, work) => {
    const done = (tails.get(name) ?? Promise.resolve()).then(work, work);
    tails.set(
      name,
      done.catch(() => undefined),
    );
    return done;
  };
}
