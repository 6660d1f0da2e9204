import { useState } from 'react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { showClock, showDay } from '#kernel/display/show-date.ts';
import { listDevices, reportLost, type ListedDevice } from '#kernel/offline/doors.ts';
import { useClient } from '#web/data/client-context.tsx';
import { useText } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Nothing, Skeleton, Trouble } from '#web/ui/view.tsx';
import type vi from '../device.vi.json';

export const devicesKey = ['device-sync'];

/** The worker's own devices, or those of the facility for who keeps them. */
export function DeviceList() {
  const text = useText<typeof vi>();
  const client = useClient();
  const list = useQuery({ queryKey: devicesKey, queryFn: () => client.call(listDevices, {}) });
  if (list.isError) return <Trouble error={list.error} retry={() => void list.refetch()} />;
  if (list.data === undefined) return <Skeleton />;
  const { devices } = list.data;
  if (devices.length === 0) return <Nothing icon="phone" title={text('list.none')} />;
  return (
    <ul className="stack plain-list">
      {devices.map((device) => (
        <li key={device.id}>
          <DeviceRow device={device} />
        </li>
      ))}
    </ul>
  );
}

function DeviceRow({ device }: { device: ListedDevice }) {
  const text = useText<typeof vi>();
  const client = useClient();
  const queries = useQueryClient();
  const [asks, setAsks] = useState(false);
  const lost = useMutation({
    mutationFn: () => client.call(reportLost, { id: device.id }),
    onSuccess: () => queries.invalidateQueries({ queryKey: devicesKey }),
  });
  const { seenAt } = device;
  return (
    <div className="stack-tight">
      <p className="strong">{device.name}</p>
      <p className="small quiet">
        {device.worker} · {text(`state.${device.state}`)}
        {seenAt !== undefined && ` · ${text('seen', { at: `${showClock(seenAt)} ${showDay(seenAt)}` })}`}
      </p>
      {lost.error && <Trouble error={lost.error} />}
      {device.state === 'in-use' && !asks && (
        <Button look="quiet" icon="warning" onClick={() => setAsks(true)}>
          {text('lost')}
        </Button>
      )}
      {device.state === 'in-use' && asks && (
        <div className="stack-tight">
          <p>{text('lost.sure', { name: device.name })}</p>
          <div className="row">
            <Button look="danger" busy={lost.isPending} onClick={() => lost.mutate()}>
              {text('lost')}
            </Button>
            <Button onClick={() => setAsks(false)}>{text('cancel')}</Button>
          </div>
        </div>
      )}
    </div>
  );
}
