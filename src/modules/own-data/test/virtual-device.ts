import type { Page } from 'playwright-core';

/** A device as the browser meets it: its services, their characteristics, and the bytes that each sends or holds. */
export interface VirtualDevice {
  readonly name: string;
  readonly services: Readonly<
    Record<string, Readonly<Record<string, { readonly reads?: string; readonly sends?: readonly string[] }>>>
  >;
}

const hexOf = (text: string): string => Buffer.from(text).toString('hex');

/** A blood pressure meter that keeps three readings of two users, says so each time, and has a clock that is eleven years behind. */
export function pressureMeter(now: Date): VirtualDevice {
  const clock = new Date(now.getTime() - 11 * 365.25 * 86_400_000);
  const time = (back: number): string => {
    const at = new Date(clock.getTime() - back * 60_000);
    const bytes = Buffer.alloc(7);
    bytes.writeUInt16LE(at.getFullYear(), 0);
    [at.getMonth() + 1, at.getDate(), at.getHours(), at.getMinutes(), at.getSeconds()].forEach(
      (value, place) => bytes.writeUInt8(value, place + 2),
    );
    return bytes.toString('hex');
  };
  const reading = (systolic: number, diastolic: number, back: number, user: number): string => {
    const numbers = Buffer.alloc(6);
    numbers.writeUInt16LE(systolic, 0);
    numbers.writeUInt16LE(diastolic, 2);
    numbers.writeUInt16LE(100, 4);
    return `0e${numbers.toString('hex')}${time(back)}4800${user.toString(16).padStart(2, '0')}`;
  };
  return {
    name: 'BLESmart_00001',
    services: {
      '6160': {
        '10805': { sends: [reading(131, 84, 60, 1), reading(128, 82, 5, 1), reading(150, 95, 3, 2)] },
      },
      '6149': { '10795': { reads: `${time(0)}010000` } },
      '6154': { '10793': { reads: hexOf('OMRON\u0000') }, '10788': { reads: hexOf('HEM-7156T') } },
    },
  };
}

/** Puts a virtual device in the place of the browser's Bluetooth: what the page asks for is answered with real bytes. */
export async function plugIn(page: Page, device: VirtualDevice): Promise<void> {
  await page.addInitScript((plugged) => {
    const view = (hex: string): DataView => {
      const pairs = hex.match(/../gu) ?? [];
      return new DataView(Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16)).buffer);
    };
    class Characteristic extends EventTarget {
      value: DataView | undefined;
      readonly told: { reads?: string; sends?: readonly string[] };
      constructor(told: { reads?: string; sends?: readonly string[] }) {
        super();
        this.told = told;
      }
      readValue(): Promise<DataView> {
        return Promise.resolve(view(this.told.reads ?? ''));
      }
      writeValue(): Promise<void> {
        return Promise.resolve();
      }
      startNotifications(): Promise<unknown> {
        (this.told.sends ?? []).forEach((hex, at) =>
          setTimeout(
            () => {
              this.value = view(hex);
              this.dispatchEvent(new Event('characteristicvaluechanged'));
            },
            50 * (at + 1),
          ),
        );
        return Promise.resolve(this);
      }
    }
    const none = (): Promise<never> => Promise.reject(new DOMException('not there', 'NotFoundError'));
    const server = {
      getPrimaryService(id: number) {
        const service = plugged.services[String(id)];
        if (service === undefined) return none();
        return Promise.resolve({
          getCharacteristic(inner: number) {
            const told = service[String(inner)];
            return told === undefined ? none() : Promise.resolve(new Characteristic(told));
          },
        });
      },
      disconnect: () => undefined,
    };
    Object.defineProperty(navigator, 'bluetooth', {
      configurable: true,
      value: {
        requestDevice: () =>
          Promise.resolve({ name: plugged.name, gatt: { connect: () => Promise.resolve(server) } }),
      },
    });
  }, device);
}
