import { useText } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Trouble } from '#web/ui/view.tsx';
import type vi from '../apps.vi.json';
import { useLaunch, useLaunchable } from '../queries.ts';
import './apps.css';

/** Registered apps, opened for the person in sight. Nothing is shown where there are none. */
export function LaunchApps(props: { patientId: string }) {
  const text = useText<typeof vi>();
  const apps = useLaunchable().data?.apps ?? [];
  const launch = useLaunch(props.patientId);
  if (apps.length === 0) return null;
  return (
    <nav className="apps-launch no-print" aria-label={text('launch')}>
      <span className="quiet small">{text('launch')}</span>
      {apps.map(({ clientId, name }) => (
        <Button
          key={clientId}
          look="quiet"
          icon="apps"
          busy={launch.isPending && launch.variables === clientId}
          onClick={() => launch.mutate(clientId)}
        >
          {text('launch.open', { name })}
          <span className="unseen"> ({text('launch.new')})</span>
        </Button>
      ))}
      {launch.isError && <Trouble error={launch.error} />}
    </nav>
  );
}
