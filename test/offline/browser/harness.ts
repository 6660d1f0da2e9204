import type { Bundle, Resource } from '@medplum/fhirtypes';
import { DeviceFull } from '#kernel/offline/device-storage.ts';
import { createClient } from '#web/data/client.ts';
import type { Device, DeviceSession } from '#web/offline/device.ts';
import { openDeviceStore } from '#web/offline/open-device-store.ts';
import { registerThisDevice } from '#web/offline/register-device.ts';

/** What the test may do in the page: the device itself, without pages around it. */
export interface Harness {
  register(token: string, name: string, facilityId: string): Promise<void>;
  open(token: string, name: string, facilityId: string): Promise<string>;
  newId(patientId: string): string;
  /** True where it is safe on the device; false where the device is full and kept nothing. */
  write(resources: readonly Resource[]): Promise<boolean>;
  /** Puts one element of a person as she is here and now. */
  edit(patientId: string, element: string, value: unknown): Promise<boolean>;
  sync(): Promise<void>;
  /** Everything that is still here, as the rescue file holds it. */
  pending(): Promise<string>;
  /** Decides every conflict as it is proposed. */
  decideAll(): Promise<void>;
  search(words: string): Promise<number>;
  /** Ids of a person's facts of a type: as the list over everybody has them, and as her own page. */
  listed(type: 'Condition', patientId: string): Promise<{ list: string[]; own: string[] }>;
  /** What a fresh list of the centre looks like here. */
  holds(name: string): Promise<boolean>;
  close(): Promise<void>;
}

let device: Device;

function sessionOf(token: string, name: string, facilityId: string): DeviceSession {
  const { raw } = createClient({ token: () => Promise.resolve(token), language: () => 'vi' });
  // The store keeps who she is for a start without a network: the same as her pages know.
  const me = {
    name,
    roles: ['station-doctor'],
    permissions: ['device-sync.use', 'device-sync.see'],
    facility: { id: facilityId, name: '' },
  };
  return { name, me, facilityId, language: () => 'vi', raw };
}

async function write(entries: readonly Resource[]): Promise<boolean> {
  const bundle: Bundle = {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: entries.map((resource) => ({
      resource,
      request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
    })),
  };
  try {
    return (await device.write(bundle)).state === 'saved';
  } catch (error) {
    if (error instanceof DeviceFull) return false;
    throw error;
  }
}

const harness: Harness = {
  register: (token, name, facilityId) =>
    registerThisDevice(sessionOf(token, name, facilityId), name, undefined),
  async open(token, name, facilityId) {
    device = await openDeviceStore(sessionOf(token, name, facilityId));
    return device.status().mode;
  },
  newId: (patientId) => device.newId(patientId),
  write,
  async edit(patientId, element, value) {
    const patient = await device.read('Patient', patientId);
    return patient === undefined ? false : write([{ ...patient, [element]: value } as Resource]);
  },
  sync: () => device.sync(),
  pending: async () => (await (await device.rescue())?.text()) ?? '',
  async decideAll() {
    for (const { id, state } of device.status().pending)
      if (state === 'conflict') await device.resolve(id, {});
  },
  search: async (words) => (await device.search('people', words)).length,
  async listed(type, patientId) {
    const idsOf = (all: readonly Resource[]): string[] => all.flatMap(({ id }) => id ?? []).toSorted();
    const list = (await device.all(type, [patientId])) as readonly Resource[];
    return { list: idsOf(list), own: idsOf(await device.about(patientId, [type])) };
  },
  holds: async (name) => (await device.reference(name)) !== undefined,
  close: () => device.close(),
};
(globalThis as unknown as { harness: Harness }).harness = harness;
