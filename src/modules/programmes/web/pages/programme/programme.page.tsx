import { WithDevice } from '#web/offline/device-context.tsx';
import type { PageProps } from '#web/shell/define-page.ts';
import { Skeleton } from '#web/ui/view.tsx';
import { Happenings } from '../../parts/happenings.tsx';
import { Register } from '../../parts/register.tsx';
import { Talks } from '../../parts/talks.tsx';
import '../../parts/programmes.css';

/** One programme: register, due list, who has dropped out, figures. One page for all of them. */
export default function ProgrammePage(props: PageProps) {
  const code = props.params['code'] ?? '';
  if (code === 'health-education')
    return (
      <WithDevice waiting={<Skeleton lines={8} />}>
        <Talks />
      </WithDevice>
    );
  if (code === 'injury' || code === 'death') return <Happenings key={code} code={code} />;
  return (
    <WithDevice waiting={<Skeleton lines={8} />}>
      <Register key={code} code={code} />
    </WithDevice>
  );
}
