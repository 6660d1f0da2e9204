import type { DeviceReading, Fault } from '../../domain/bluetooth/device-reading.ts';
import { isEndOfMemory, reportAll } from '../../domain/bluetooth/glucose.ts';
import { beside, profiles, readClock, type Profile } from '../../domain/bluetooth/profiles.ts';
import type { Instrument } from '../../domain/reading.ts';
import type { BluetoothCharacteristic, BluetoothGate, BluetoothServer, BluetoothService } from './gate.ts';

/** What a device gave. */
export interface FromDevice {
  readonly instrument: Instrument;
  readonly readings: readonly DeviceReading[];
  readonly faults: readonly Fault[];
  /** What its clock said, where it has one that can be read. */
  readonly clock?: string;
}

/** How long a device may take, ms: until its first packet, between two, and how long what goes on and on is listened to. */
export interface Patience {
  readonly first: number;
  readonly quiet: number;
  readonly live: number;
}

const patience: Patience = { first: 60_000, quiet: 3000, live: 6000 };

/**
 * Has the person choose a device, and reads what it has: its memory, or what it measures now. Throws where she chooses none, where it cannot
 * be reached, and where it speaks none of the standard profiles.
 * @param heard is told of each reading as it comes
 */
export async function readDevice(
  gate: BluetoothGate,
  heard: (count: number) => void = () => undefined,
  wait: Patience = patience,
): Promise<FromDevice> {
  const device = await gate.requestDevice({
    filters: profiles.map(({ service }) => ({ services: [service] })),
    optionalServices: [beside.aboutService, beside.clockService],
  });
  if (device.gatt === undefined) throw new Error('no connection');
  const server = await device.gatt.connect();
  try {
    const about = await serviceOf(server, beside.aboutService);
    const [maker, model] = [await textOf(about, beside.maker), await textOf(about, beside.model)];
    const clock = await clockOf(server);
    const packets = await listen(server, heard, wait);
    const name = device.name?.trim() ?? '';
    return {
      instrument: {
        way: 'bluetooth',
        ...(name !== '' && { name: name.slice(0, 120) }),
        ...(maker !== undefined && { maker }),
        ...(model !== undefined && { model }),
      },
      ...packets,
      ...(clock !== undefined && { clock }),
    };
  } finally {
    server.disconnect();
  }
}

async function listen(
  server: BluetoothServer,
  heard: (count: number) => void,
  wait: Patience,
): Promise<{ readings: DeviceReading[]; faults: Fault[] }> {
  const readings: DeviceReading[] = [];
  const live = new Map<string, DeviceReading>();
  const faults: Fault[] = [];
  let isAsked = false;
  const end = new Ending(wait);
  for (const profile of profiles) {
    const service = await serviceOf(server, profile.service);
    if (service === undefined) continue;
    for (const { id, read } of profile.characteristics) {
      const characteristic = await characteristicOf(service, id);
      if (characteristic === undefined) continue;
      isAsked = true;
      await follow(characteristic, (view) => {
        const packet = read(view);
        if ('fault' in packet) faults.push(packet.fault);
        else if (profile.isLive === true && packet.readings.every(({ time }) => time === undefined))
          for (const reading of packet.readings) live.set(reading.kind, reading);
        else readings.push(...packet.readings);
        heard(readings.length + live.size);
        end.heard(live.size > 0);
      });
    }
    await askMemory(profile, service, end);
  }
  if (!isAsked) throw new Error('no profile');
  await end.reached;
  return { readings: [...readings, ...live.values()], faults };
}

/** A meter keeps its memory to itself until it is asked for it. */
async function askMemory(profile: Profile, service: BluetoothService, end: Ending): Promise<void> {
  if (profile.control === undefined) return;
  const control = await characteristicOf(service, profile.control);
  if (control === undefined) return;
  await follow(control, (view) => {
    if (isEndOfMemory(view)) end.now();
  });
  await control.writeValue(reportAll);
}

/** When a device has said all: where it says so, where it falls silent, or where one has listened long enough. */
class Ending {
  readonly #wait: Patience;
  readonly reached: Promise<void>;
  readonly now: () => void;
  #timer: ReturnType<typeof setTimeout>;
  #isLive = false;

  constructor(wait: Patience) {
    this.#wait = wait;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.reached = promise;
    this.now = resolve;
    this.#timer = setTimeout(resolve, wait.first);
  }

  heard(isLive: boolean): void {
    if (this.#isLive) return;
    clearTimeout(this.#timer);
    this.#isLive = isLive;
    this.#timer = setTimeout(this.now, isLive ? this.#wait.live : this.#wait.quiet);
  }
}

async function follow(
  characteristic: BluetoothCharacteristic,
  hear: (view: DataView) => void,
): Promise<void> {
  characteristic.addEventListener('characteristicvaluechanged', (event) => {
    const { value } = event.target as BluetoothCharacteristic;
    if (value !== undefined) hear(value);
  });
  await characteristic.startNotifications();
}

/** What a device does not have it answers with an error. */
const orNone = <T>(asked: Promise<T>): Promise<T | undefined> => asked.catch(() => undefined);

const serviceOf = (server: BluetoothServer, id: number) => orNone(server.getPrimaryService(id));
const characteristicOf = (service: BluetoothService, id: number) => orNone(service.getCharacteristic(id));

async function textOf(service: BluetoothService | undefined, id: number): Promise<string | undefined> {
  if (service === undefined) return undefined;
  const view = await orNone(characteristicOf(service, id).then((one) => one?.readValue()));
  if (view === undefined) return undefined;
  // Devices fill up with zeros.
  const text = new TextDecoder().decode(view).replaceAll('\u0000', '').trim().slice(0, 120);
  return text === '' ? undefined : text;
}

async function clockOf(server: BluetoothServer): Promise<string | undefined> {
  const service = await serviceOf(server, beside.clockService);
  if (service === undefined) return undefined;
  const view = await orNone(characteristicOf(service, beside.clock).then((one) => one?.readValue()));
  return view === undefined ? undefined : readClock(view);
}
