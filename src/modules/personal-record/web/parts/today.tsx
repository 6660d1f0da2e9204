import { Link } from 'wouter';
import { showClock, showDay, showMoment } from '#kernel/display/show-date.ts';
import type { Today as TodayState } from '#modules/home/api.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Card, Tag } from '#web/ui/card.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { View } from '#web/ui/view.tsx';
import { Recorded } from './recorded.tsx';
import { useHomeText } from './home-text.ts';
import { useToday } from './use-today.ts';
import './today.css';

interface Opens {
  readonly onOpen: (id: string) => void;
}

/** What matters today, before the record: where to go, what to take, what is due, what is new. */
export function Today(props: Opens & { patientId: string }) {
  const text = useHomeText();
  const { query, lookedAt, look } = useToday(props.patientId);
  return (
    <section className="today no-print" aria-label={text('today.title')}>
      <View query={query} lines={5}>
        {({ today, isKept }) => (
          <>
            {isKept && <Notice tone="info" title={text('today.kept', { at: showMoment(today.at) })} live />}
            <div className="today-cards">
              <NextVisit visit={today.visit} />
              <ToTake medicines={today.medicines} last={today.last} onOpen={props.onOpen} />
              <Due {...today} patientId={props.patientId} />
              <NewResults
                results={today.results.filter(
                  ({ arrivedAt }) => lookedAt === undefined || arrivedAt > lookedAt,
                )}
                areSeen={today.results.length > 0}
                patientId={props.patientId}
                onOpen={props.onOpen}
                onLooked={look}
              />
            </div>
          </>
        )}
      </View>
    </section>
  );
}

function NextVisit({ visit }: { visit: TodayState['visit'] }) {
  const text = useHomeText();
  const language = useLanguage();
  return (
    <Card
      title={text('today.visit')}
      icon="calendar"
      aside={
        <Link href="/booking" className="no-print">
          {text(visit === undefined ? 'today.book' : 'today.bookings')}
        </Link>
      }
    >
      {visit === undefined ? (
        <p className="quiet">{text('today.visit.none')}</p>
      ) : (
        <>
          <p className="today-big">
            {showDay(visit.at)} {showClock(visit.at)}
          </p>
          {visit.service && <p>{visit.service[language]}</p>}
          <p>
            <Recorded words={[visit.facility, visit.desk].filter((one) => one !== undefined).join(', ')} />
          </p>
          {visit.address !== undefined && (
            <p className="quiet small">
              <Recorded words={visit.address} />
            </p>
          )}
          {visit.number !== undefined && (
            <p className="strong">{text('today.number', { n: visit.number })}</p>
          )}
        </>
      )}
    </Card>
  );
}

function ToTake(props: Opens & Pick<TodayState, 'medicines' | 'last'>) {
  const text = useHomeText();
  const { medicines, last, onOpen } = props;
  return (
    <Card title={text('today.medicines')} icon="medicine">
      {medicines.length === 0 && <p className="quiet">{text('today.medicines.none')}</p>}
      <Medicines medicines={medicines} onOpen={onOpen} />
      {last !== undefined && (
        <>
          <p className="quiet small">{text('today.prescribed', { date: showDay(last.on) })}</p>
          <Medicines medicines={last.medicines} onOpen={onOpen} />
        </>
      )}
    </Card>
  );
}

function Medicines({ medicines, onOpen }: Opens & Pick<TodayState, 'medicines'>) {
  const text = useHomeText();
  if (medicines.length === 0) return null;
  return (
    <ul className="line-list">
      {medicines.map(({ id, title, how, until, own }) => (
        <li key={id}>
          <button type="button" className="fact fact-open" onClick={() => onOpen(id)}>
            <span className="strong">
              <Recorded words={title} />
            </span>
            <Recorded words={how} />
            <span className="row quiet small">
              {until !== undefined && text('today.until', { date: showDay(until) })}
              {own && <Tag icon="person">{text('today.own')}</Tag>}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function Due(props: Pick<TodayState, 'due' | 'isBirthUnknown'> & { patientId: string }) {
  const text = useHomeText();
  const { due, isBirthUnknown, patientId } = props;
  return (
    <Card title={text('today.due')} icon="immunisation">
      {due.length === 0 && (
        <p className="quiet">{text(isBirthUnknown === true ? 'today.due.birth' : 'today.due.none')}</p>
      )}
      <ul className="line-list">
        {due.map((one) => (
          <OneDue key={`${one.kind} ${one.title?.vi} ${one.on}`} one={one} patientId={patientId} />
        ))}
      </ul>
    </Card>
  );
}

function OneDue(props: { one: TodayState['due'][number]; patientId: string }) {
  const text = useHomeText();
  const language = useLanguage();
  const { kind, title, on, isLate } = props.one;
  if (kind === 'entries') return <li>{text('today.due.entries')}</li>;
  const what = title?.[language] ?? '';
  return (
    <li className="line-between">
      <div className="line-words">
        <p className="strong">{text(`today.due.${kind}`, { what })}</p>
        <p className="row">
          {showDay(on)}
          {isLate && (
            <Tag tone="care" icon="warning">
              {text(`today.late.${kind}`)}
            </Tag>
          )}
        </p>
      </div>
      <Link
        className="button button-plain no-print"
        href={`/booking/new?${kind === 'shot' ? 'service=immunisation&' : ''}person=${encodeURIComponent(props.patientId)}`}
        aria-label={text('today.book.what', { what })}
      >
        {text('today.book')}
      </Link>
    </li>
  );
}

/** More of them is a list of its own. */
const shownResults = 6;

function NewResults(
  props: Opens & {
    patientId: string;
    results: TodayState['results'];
    /** Results came in the last thirty days; where none of them is left she has looked at them. */
    areSeen: boolean;
    onLooked: (until: string) => void;
  },
) {
  const text = useHomeText();
  const { results, onOpen, onLooked } = props;
  const newest = results[0]?.arrivedAt;
  const more = results.length - shownResults;
  return (
    <Card
      title={text('today.results')}
      icon="test"
      aside={
        newest !== undefined && (
          <Button look="quiet" icon="check" onClick={() => onLooked(newest)}>
            {text('today.looked')}
          </Button>
        )
      }
    >
      {results.length === 0 && (
        <p className="quiet">{text(props.areSeen ? 'today.results.seen' : 'today.results.none')}</p>
      )}
      <ul className="line-list">
        {results.slice(0, shownResults).map(({ id, title, at, isOut }) => (
          <li key={id}>
            <button type="button" className="fact fact-open" onClick={() => onOpen(id)}>
              <span className="strong">
                <Recorded words={title} />
              </span>
              <span className="row">
                {showDay(at)}
                {isOut && (
                  <Tag tone="care" icon="warning">
                    {text('today.out')}
                  </Tag>
                )}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {more > 0 && (
        <p className="no-print">
          <Link href={`/record/${props.patientId}/timeline`}>{text('today.results.more', { n: more })}</Link>
        </p>
      )}
    </Card>
  );
}
