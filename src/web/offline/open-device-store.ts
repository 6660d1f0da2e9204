import type { Device, DeviceSession } from './device.ts';
import { onlineDevice } from './online-device.ts';

const open = new Map<string, Promise<Device>>();

/** The device of a session: the store on this computer where one is registered, else straight to the centre. One for each worker. */
export function openDeviceStore(session: DeviceSession): Promise<Device> {
  const key = `${session.name}\n${session.facilityId ?? ''}`;
  const device = open.get(key) ?? Promise.resolve(onlineDevice(session));
  open.set(key, device);
  return device;
}
