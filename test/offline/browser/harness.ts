import type { Bundle, Resource } from '@medplum/fhirtypes';
import { createClient } from '#web/data/client.ts';
import type { Device, DeviceSession } from '#web/offline/device.ts';
import { openDeviceStore } from '#web/offline/open-device-store.ts';
import { registerThisDevice } from '#web/offline/register-device.ts';

/** What the test may do in the page: the device itself, without pages around it. */
export interface Harness {
  register(token: string, name: string, facilityId: string): Promise<void>;
  open(token: string, name: string, facilityId: string): Promise<string>;
  newId(patientId: string): string;
  /** True where it is safe on the device. */
  write(resources: readonly Resource[]): Promise<boolean>;
  /** Puts one element of a person as she is here and now. */
  edit(patientId: string, element: string, value: unknown): Promise<boolean>;
  sync(): Promise<void>;
  /** Everything that is still here, as the rescue file holds it. */
  pending(): Promise<string>;
  /** Decides every conflict as it is proposed. */
  decideAll(): Promise<void>;
  search(words: string): Promise<number>;
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
  const { state } = await device.write(bundle);
  return state === 'saved';
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
  close: () => device.close(),
};
(globalThis as unknown as { harness: Harness }).harness = harness;
