import { WithDevice } from '#web/offline/device-context.tsx';
import { StatusLine } from '#web/offline/status-line.tsx';
import { useShell } from '#web/shell/shell-context.tsx';
import { useText } from '#web/text/text-context.tsx';
import { Card } from '#web/ui/card.tsx';
import { Skeleton } from '#web/ui/view.tsx';
import type vi from '../../device.vi.json';
import { DeviceList } from '../../parts/device-list.tsx';
import { StuckWrites } from '../../parts/stuck-writes.tsx';
import { ThisDevice } from '../../parts/this-device.tsx';

/** What this computer holds, what waits on it or came back, and which devices there are. */
export default function DevicePage() {
  const text = useText<typeof vi>();
  const { me } = useShell();
  return (
    <div className="stack narrow">
      <h1>{text('title')}</h1>
      <p className="lead">{text('lead')}</p>
      {me.permissions.includes('device-sync.use') && (
        <WithDevice waiting={<Skeleton />}>
          <StatusLine />
          <Card title={text('this')} icon="phone">
            <ThisDevice />
          </Card>
          <Card title={text('stuck')} icon="inbox">
            <StuckWrites />
          </Card>
        </WithDevice>
      )}
      <Card title={text('list')} icon="lock">
        <DeviceList />
      </Card>
    </div>
  );
}
