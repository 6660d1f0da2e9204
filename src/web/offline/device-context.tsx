import {
  createContext,
  use,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
  type ReactNode,
} from 'react';
import { useClient } from '#web/data/client-context.tsx';
import { useShell } from '#web/shell/shell-context.tsx';
import { useLanguage } from '#web/text/text-context.tsx';
import type { Device, DeviceStatus } from './device.ts';

const DeviceContext = createContext<Device | undefined>(undefined);

/**
 * Gives the device to the pages of a station inside it. Until it is open `waiting` is shown; one device is opened for a session, however
 * many pages ask.
 */
export function WithDevice(props: { waiting?: ReactNode; children: ReactNode }) {
  const client = useClient();
  const language = useLanguage();
  const { me } = useShell();
  const [device, setDevice] = useState<Device>();
  const facilityId = me.facility?.id;
  const raw = client.raw;
  useEffect(() => {
    let isLeft = false;
    void import('./open-device-store.ts').then(async ({ openDeviceStore }) => {
      const opened = await openDeviceStore({ name: me.name, me, facilityId, language: () => language, raw });
      if (!isLeft) setDevice(opened);
    });
    return () => {
      isLeft = true;
    };
  }, [me, facilityId, language, raw]);
  return device === undefined ? (
    props.waiting
  ) : (
    <DeviceContext value={device}>{props.children}</DeviceContext>
  );
}

/** The device; only inside WithDevice. */
export function useDevice(): Device {
  const device = use(DeviceContext);
  if (device === undefined) throw new Error('No device around this component.');
  return device;
}

/** What the status line tells, kept up to date. */
export function useDeviceStatus(): DeviceStatus {
  const device = useDevice();
  const listen = useMemo(() => device.onChange, [device]);
  return useSyncExternalStore(listen, device.status);
}
