import { Link } from 'wouter';
import { ageOn, showAge } from '#kernel/display/show-age.ts';
import { showDay } from '#kernel/display/show-date.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { Card } from '#web/ui/card.tsx';
import { useNow } from '#web/ui/now.ts';
import { Nothing, View } from '#web/ui/view.tsx';
import type { HomeStop } from '../../../api.ts';
import { StationPage } from '../../here/station-page.tsx';
import { useHomeVisits } from '../../here/use-homes.ts';
import { useStationText } from '../../parts/station-text.ts';

/** Whom to visit at home, in an order to walk in. */
export default function HomesPage() {
  return (
    <StationPage>
      <Homes />
    </StationPage>
  );
}

function Homes() {
  const text = useStationText();
  const query = useHomeVisits();
  return (
    <div className="stack">
      <header>
        <h1>{text('visit.home')}</h1>
        <p className="quiet">{text('homes.what')}</p>
      </header>
      <View query={query}>
        {({ data: { stops, more } }) =>
          stops.length === 0 ? (
            <Nothing icon="place" title={text('homes.none')}>
              <p>{text('homes.none.what')}</p>
            </Nothing>
          ) : (
            <>
              {[...Map.groupBy(stops, ({ hamlet }) => hamlet)].map(([hamlet, all]) => (
                <Card key={hamlet} title={hamlet === '' ? text('homes.nowhere') : hamlet} icon="place">
                  <ol className="station-list">
                    {all.map((stop) => (
                      <Stop key={`${stop.personId} ${stop.dueOn} ${stop.why}`} stop={stop} />
                    ))}
                  </ol>
                </Card>
              ))}
              {more && <p className="quiet">{text('homes.more')}</p>}
            </>
          )
        }
      </View>
    </div>
  );
}

function Stop({ stop }: { stop: HomeStop }) {
  const text = useStationText();
  const language = useLanguage();
  const now = useNow();
  const facts = [
    showAge(ageOn(stop.birthDate, now), language),
    stop.address,
    stop.why,
    text('due', { day: showDay(stop.dueOn) }),
  ];
  return (
    <li className="station-line">
      <div className="station-who">
        <Link href={`/record/${stop.personId}`}>{stop.name}</Link>
        <p className="quiet small">{facts.filter((fact) => fact !== '').join(' · ')}</p>
      </div>
      <div className="row">
        {stop.phone !== undefined && <a href={`tel:${stop.phone}`}>{stop.phone}</a>}
        <Link className="button button-plain" href={`/station/visit/${stop.personId}`}>
          {text('visit')}
        </Link>
      </div>
    </li>
  );
}
