import { useText } from '#web/text/text-context.tsx';
import { Skeleton, Trouble } from '#web/ui/view.tsx';
import type vi from '../../access-log.vi.json';
import { LeakForm } from '../../parts/leak-form.tsx';
import { Suspects } from '../../parts/suspects.tsx';
import { useLeak } from '../../queries.ts';
import '../../parts/access-log.css';

/** For the Department: everybody who saw what leaked. */
export default function LeakPage() {
  const text = useText<typeof vi>();
  const leak = useLeak();
  return (
    <div className="stack">
      <div>
        <h1>{text('leak.title')}</h1>
        <p className="quiet looks-what">{text('leak.what')}</p>
      </div>
      <LeakForm isBusy={leak.isPending} onAsk={(question) => leak.mutate(question)} />
      {leak.isPending && <Skeleton />}
      {leak.isError && <Trouble error={leak.error} />}
      {leak.data !== undefined && leak.variables !== undefined && (
        <Suspects answer={leak.data} question={leak.variables} />
      )}
    </div>
  );
}
