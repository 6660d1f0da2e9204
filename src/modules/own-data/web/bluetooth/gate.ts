/** The part of Web Bluetooth that is used here. */
export interface BluetoothGate {
  requestDevice(options: {
    readonly filters: readonly { readonly services: readonly number[] }[];
    readonly optionalServices: readonly number[];
  }): Promise<BluetoothThing>;
}

export interface BluetoothThing {
  readonly name?: string;
  readonly gatt?: { connect(): Promise<BluetoothServer> };
}

export interface BluetoothServer {
  getPrimaryService(id: number): Promise<BluetoothService>;
  disconnect(): void;
}

export interface BluetoothService {
  getCharacteristic(id: number): Promise<BluetoothCharacteristic>;
}

export interface BluetoothCharacteristic extends EventTarget {
  readonly value?: DataView;
  readValue(): Promise<DataView>;
  writeValue(bytes: BufferSource): Promise<void>;
  startNotifications(): Promise<unknown>;
}

/** The browser's own; undefined where it has none, as in Safari and on iPhones. */
export function bluetoothOfBrowser(): BluetoothGate | undefined {
  return (navigator as { bluetooth?: BluetoothGate }).bluetooth;
}
