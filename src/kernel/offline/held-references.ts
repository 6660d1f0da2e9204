import { CentreProblem, type Centre } from './centre.ts';
import type { DeviceStorage, Put } from './device-storage.ts';

/** A data set as it is held. */
export interface KeptReference {
  /** As the centre named it when it told of it. */
  readonly version: string;
  /** JSON. */
  readonly text: string;
}

/** Versions of what is held, by name, in `meta`: looked at on each sync without opening the sets themselves. */
const versionsKey = 'references';

/** Versions of the reference data that is held, by name. */
export async function heldReferences(storage: DeviceStorage): Promise<Readonly<Record<string, string>>> {
  return ((await storage.get('meta', versionsKey)) ?? {}) as Readonly<Record<string, string>>;
}

/** A data set as it is held; undefined where it is not. */
export async function readReference(
  storage: DeviceStorage,
  name: string,
): Promise<KeptReference | undefined> {
  return (await storage.get('reference', name)) as KeptReference | undefined;
}

/**
 * Fetches each set whose version is another than the held one, and lets go of what the centre does not offer (any more). One set that the centre
 * cannot give now stops no other: the next sync asks again. Throws CentreProblem where there is no centre, DeviceFull.
 * @returns whether all that is offered is held now
 */
export async function pullReferences(
  { storage, centre }: { readonly storage: DeviceStorage; readonly centre: Centre },
  offered: Readonly<Record<string, string>>,
): Promise<boolean> {
  let held = await heldReferences(storage);
  let isWhole = true;
  const keep = async (versions: Readonly<Record<string, string>>, put: Put): Promise<void> => {
    await storage.commit([put, { how: 'put', store: 'meta', key: versionsKey, value: versions }]);
    held = versions;
  };
  for (const name of Object.keys(held).filter((one) => !(one in offered))) {
    const { [name]: _gone, ...rest } = held;
    await keep(rest, { how: 'delete', store: 'reference', key: name });
  }
  for (const [name, version] of Object.entries(offered)) {
    if (held[name] === version) continue;
    const text = await unlessRefused(centre.reference(name));
    if (text === undefined) {
      isWhole = false;
      continue;
    }
    const value: KeptReference = { version, text };
    await keep({ ...held, [name]: version }, { how: 'put', store: 'reference', key: name, value });
  }
  return isWhole;
}

async function unlessRefused(asked: Promise<string>): Promise<string | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof CentreProblem && (error.trouble === 'refused' || error.trouble === 'busy'))
      return undefined;
    throw error;
  }
}
