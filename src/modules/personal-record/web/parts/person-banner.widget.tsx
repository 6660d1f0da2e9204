import { lazy, Suspense } from 'react';
import { RequestProblem } from '#web/data/problem.ts';
import { useShell } from '#web/shell/shell-context.tsx';
import { Trouble } from '#web/ui/view.tsx';
import { useBanner } from '../queries.ts';
import { AllergyTag, InsuranceTag, Who } from './banner-facts.tsx';
import { useRecordText } from './record-text.ts';
import './person-banner.css';

// Workers of facilities may hold people on their computer; nobody else loads it.
const HeldBanner = lazy(async () => ({ default: (await import('./held-banner.tsx')).HeldBanner }));

/** The person in sight: never out of the doctor's eyes while her record is open. */
export function PersonBanner(props: { patientId: string }) {
  const text = useRecordText();
  const banner = useBanner(props.patientId);
  const { me } = useShell();
  const isUnanswered = !banner.data && (banner.isError || banner.fetchStatus === 'paused');
  const trouble = <Trouble error={banner.error} retry={() => void banner.refetch()} />;
  // Who may not see the record is told so by the page, once.
  if (banner.error instanceof RequestProblem && banner.error.trouble === 'refused') return null;
  return (
    <section className="banner" aria-label={text('banner.who')} aria-busy={banner.isPending}>
      {isUnanswered && me.facility !== undefined && (
        <Suspense>
          <HeldBanner patientId={props.patientId} otherwise={banner.isError && trouble} />
        </Suspense>
      )}
      {banner.isError && isUnanswered && me.facility === undefined && trouble}
      {banner.data && (
        <>
          <Who person={banner.data.person} />
          <div className="banner-tags">
            <AllergyTag allergies={banner.data.allergies} />
            <InsuranceTag insurance={banner.data.insurance} />
          </div>
        </>
      )}
    </section>
  );
}
