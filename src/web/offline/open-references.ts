import type { DeviceStorage } from '#kernel/offline/device-storage.ts';
import { referencePath } from '#kernel/offline/doors.ts';
import { heldReferences, readReference } from '#kernel/offline/held-references.ts';
import { RequestProblem } from '#web/data/problem.ts';
import type { Device, DeviceSession } from './device.ts';

type Reading = Device['reference'];

/** Reads reference data of a device's store. What was opened stays open until another version is held. */
export function openReferences(storage: DeviceStorage): Reading {
  const opened = new Map<string, { readonly version: string; readonly value: unknown }>();
  return async <T>(name: string): Promise<T | undefined> => {
    const version = (await heldReferences(storage))[name];
    const known = opened.get(name);
    if (known !== undefined && known.version === version) return known.value as T;
    const held = await readReference(storage, name);
    if (held === undefined) {
      opened.delete(name);
      return undefined;
    }
    const value = JSON.parse(held.text) as unknown;
    opened.set(name, { version: held.version, value });
    return value as T;
  };
}

/** What was asked this long ago is asked again, ms. */
const freshMs = 60_000;

/** Asks the centre for reference data, where nothing is kept on the computer. */
export function askReferences(session: DeviceSession): Reading {
  const asked = new Map<string, { readonly at: number; readonly value: Promise<unknown> }>();
  const ask = async (name: string): Promise<unknown> => {
    try {
      const path = referencePath.replace(':name', encodeURIComponent(name));
      return await (await session.raw(path, { headers: { Accept: 'application/json' } })).json();
    } catch (error) {
      asked.delete(name);
      if (error instanceof RequestProblem && (error.trouble === 'missing' || error.trouble === 'refused'))
        return undefined;
      throw error;
    }
  };
  return <T>(name: string): Promise<T | undefined> => {
    const known = asked.get(name);
    if (known !== undefined && Date.now() - known.at < freshMs) return known.value as Promise<T | undefined>;
    const value = ask(name);
    asked.set(name, { at: Date.now(), value });
    return value as Promise<T | undefined>;
  };
}
