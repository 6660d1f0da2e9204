import type { ReactNode } from 'react';
import { useDeviceStatus, WithDevice } from '#web/offline/device-context.tsx';
import { StatusLine } from '#web/offline/status-line.tsx';
import { Skeleton } from '#web/ui/view.tsx';
import '../parts/station.css';

/** A page of a station: on the device, with a network or without, and a line that tells where the work is. */
export function StationPage(props: { lines?: number; children: ReactNode }) {
  return (
    <WithDevice waiting={<Skeleton lines={props.lines ?? 8} />}>
      <div className="stack">
        <Line />
        {props.children}
      </div>
    </WithDevice>
  );
}

/** Where nothing is kept on the computer there is nothing to tell. */
function Line() {
  const { mode } = useDeviceStatus();
  return mode === 'device' && <StatusLine />;
}
