import { Link } from 'wouter';
import { ageOn, showAge } from '#kernel/display/show-age.ts';
import { showDay } from '#kernel/display/show-date.ts';
import type { PageProps } from '#web/shell/define-page.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { Tag } from '#web/ui/card.tsx';
import { useNow } from '#web/ui/now.ts';
import { View } from '#web/ui/view.tsx';
import { StationPage } from '../../here/station-page.tsx';
import { useHousehold } from '../../here/use-homes.ts';
import { useStationText } from '../../parts/station-text.ts';

/** The people of one home: one visit for all of them. */
export default function HouseholdPage({ params }: PageProps) {
  return (
    <StationPage>
      <Household personId={params['patientId'] ?? ''} />
    </StationPage>
  );
}

function Household({ personId }: { personId: string }) {
  const text = useStationText();
  const language = useLanguage();
  const now = useNow();
  const query = useHousehold(personId);
  return (
    <View query={query}>
      {({ data: { address, members, unseen } }) => (
        <div className="stack">
          <header>
            <h1>{text('household')}</h1>
            <p className="quiet">{address ?? text('household.what')}</p>
          </header>
          <ul className="station-list">
            {members.map((member) => (
              <li key={member.id} className="station-line">
                <div className="station-who">
                  <Link href={`/record/${member.id}`}>{member.name}</Link>{' '}
                  {member.programmes.map((name) => (
                    <Tag key={name} tone="info">
                      {name}
                    </Tag>
                  ))}
                  <p className="quiet small">
                    {[
                      showAge(ageOn(member.birthDate, now), language),
                      member.lastVisit === undefined
                        ? text('never.visit')
                        : text('last.visit', { day: showDay(member.lastVisit) }),
                      member.nextVisit === undefined
                        ? ''
                        : text('next.visit', { day: showDay(member.nextVisit) }),
                    ]
                      .filter((fact) => fact !== '')
                      .join(' · ')}
                  </p>
                </div>
                <Link className="button button-plain" href={`/station/visit/${member.id}`}>
                  {text('visit')}
                </Link>
              </li>
            ))}
          </ul>
          {members.length === 1 && unseen === 0 && <p className="quiet">{text('household.alone')}</p>}
          {unseen > 0 && <p className="quiet">{text('household.unseen', { n: unseen })}</p>}
        </div>
      )}
    </View>
  );
}
