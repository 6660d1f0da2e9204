import { Link } from 'wouter';
import { showAgo, showDay, showPeriod } from '#kernel/display/show-date.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { Card, Tag } from '#web/ui/card.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { useNow } from '#web/ui/now.ts';
import type { Allergies, Entry, Fact, Insurance, Summary } from '../../api.ts';
import { EntryRow, Marks } from './entry-row.tsx';
import { Result } from './measured.tsx';
import { useRecordText } from './record-text.ts';

interface Opens {
  readonly onOpen: (id: string) => void;
}

/** A fact that opens to its source. */
function FactButton(props: Opens & { fact: Fact; tone?: 'danger'; children?: React.ReactNode }) {
  const { fact } = props;
  return (
    <li>
      <button type="button" className="fact fact-open" onClick={() => props.onOpen(fact.id)}>
        <span className="fact-name">
          {fact.title}
          {fact.code && <span className="entry-code">{fact.code}</span>}
        </span>
        {props.children}
        {fact.marks.length > 0 && (
          <span className="entry-marks">
            <Marks entry={fact} />
          </span>
        )}
      </button>
    </li>
  );
}

/** What happened at the last visit, in the order in which somebody tells it. */
export function LastVisitCard(props: Opens & { patientId: string; lastVisit: Summary['lastVisit'] }) {
  const text = useRecordText();
  const language = useLanguage();
  const now = useNow();
  const { lastVisit } = props;
  if (!lastVisit)
    return (
      <Card title={text('summary.last-visit')} icon="visit">
        <p className="quiet">{text('summary.no-visit')}</p>
      </Card>
    );
  const { visit, lines, more } = lastVisit;
  const ago = visit.at === undefined ? '' : showAgo(visit.at, now, language);
  return (
    <Card title={text('summary.last-visit')} icon="visit">
      <button type="button" className="fact-open visit-head" onClick={() => props.onOpen(visit.id)}>
        <span className="visit-where">{visit.facility ?? text('facility.unknown')}</span>
        <span>
          {showPeriod(visit.at, visit.until)} <span className="quiet">· {ago}</span>
        </span>
        <span className="quiet">{visit.title}</span>
      </button>
      {visit.detail && <p>{text('summary.reason', { reason: visit.detail })}</p>}
      <div className="lines">
        {lines.map((line) => (
          <EntryRow key={line.id} entry={line} within onOpen={props.onOpen} />
        ))}
      </div>
      {more > 0 && (
        <p className="no-print">
          <Link href={`/record/${props.patientId}/timeline`}>{text('summary.more', { n: more })}</Link>
        </p>
      )}
    </Card>
  );
}

export function MedicinesCard(props: Opens & { medicines: Summary['medicines'] }) {
  const text = useRecordText();
  return (
    <Card title={text('summary.medicines')} icon="medicine">
      {props.medicines.length === 0 && <p className="quiet">{text('summary.no-medicine')}</p>}
      <ul className="fact-list">
        {props.medicines.map((medicine) => (
          <FactButton key={medicine.id} fact={medicine} onOpen={props.onOpen}>
            {medicine.detail && <span>{medicine.detail}</span>}
            <span className="quiet small">
              {[
                medicine.at && text('summary.from', { date: showDay(medicine.at) }),
                medicine.until && text('summary.until', { date: showDay(medicine.until) }),
                medicine.facility,
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </FactButton>
        ))}
      </ul>
    </Card>
  );
}

export function LongTermCard(props: Opens & { longTerm: Summary['longTerm'] }) {
  const text = useRecordText();
  return (
    <Card title={text('summary.long-term')} icon="diagnosis">
      {props.longTerm.length === 0 && <p className="quiet">{text('summary.no-long-term')}</p>}
      <ul className="fact-list">
        {props.longTerm.map((illness) => (
          <FactButton key={illness.id} fact={illness} onOpen={props.onOpen}>
            <span className="quiet small">
              {[
                illness.since && text('summary.since', { date: showDay(illness.since) }),
                illness.at &&
                  illness.at !== illness.since &&
                  text('summary.last-recorded', { date: showDay(illness.at) }),
                illness.facility,
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </FactButton>
        ))}
      </ul>
    </Card>
  );
}

export function AllergiesCard(props: Opens & { allergies: Allergies }) {
  const text = useRecordText();
  const { state, items, at } = props.allergies;
  return (
    <Card
      title={text('summary.allergies')}
      icon="allergy"
      tone={state === 'listed' ? 'danger' : state === 'not-asked' ? 'care' : 'plain'}
    >
      {state === 'none' && (
        <p>
          <span className="strong">{text('allergies.none')}</span>{' '}
          {at && <span className="quiet">· {text('allergies.none.at', { date: showDay(at) })}</span>}
        </p>
      )}
      {state === 'not-asked' && (
        <>
          <p className="strong">{text('allergies.not-asked')}</p>
          <p className="small">{text('allergies.not-asked.what')}</p>
        </>
      )}
      <ul className="fact-list">
        {items.map((item) => (
          <FactButton key={item.id} fact={item} onOpen={props.onOpen}>
            {item.severe && (
              <span>
                <Tag tone="danger" icon="warning">
                  {text('allergies.severe')}
                </Tag>
              </span>
            )}
            {item.reaction && <span>{item.reaction}</span>}
            <span className="quiet small">
              {[showDay(item.at), item.facility].filter(Boolean).join(' · ')}
            </span>
          </FactButton>
        ))}
      </ul>
    </Card>
  );
}

export function OutOfRangeCard(props: Opens & { entries: readonly Entry[]; toCitizen: boolean }) {
  const text = useRecordText();
  return (
    <Card title={text('summary.out-of-range')} icon="test">
      {props.entries.length === 0 ? (
        <p className="quiet">{text('summary.no-out-of-range')}</p>
      ) : (
        <>
          <p className="quiet small">{text('summary.out-of-range.what')}</p>
          <div className="lines">
            {props.entries.map((entry) => (
              <EntryRow key={entry.id} entry={entry} onOpen={props.onOpen} />
            ))}
          </div>
          {props.toCitizen && <p className="small">{text('summary.ask')}</p>}
        </>
      )}
    </Card>
  );
}

export function VitalsCard(props: Opens & { patientId: string; vitals: readonly Entry[] }) {
  const text = useRecordText();
  return (
    <Card
      title={text('summary.vitals')}
      icon="vital"
      aside={<Link href={`/record/${props.patientId}/trends`}>{text('summary.trends')}</Link>}
    >
      {props.vitals.length === 0 && <p className="quiet">{text('summary.no-vitals')}</p>}
      <dl className="vital-list">
        {props.vitals.map((vital) => (
          <div key={vital.id}>
            <dt>{vital.title}</dt>
            <dd>
              <Result entry={vital} />
              <div className="quiet tiny">
                {[showDay(vital.at), vital.facility].filter(Boolean).join(' · ')}
              </div>
              <span className="entry-marks">
                <Marks entry={vital} />
              </span>
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

export function BloodCard(props: Opens & { blood: Summary['blood'] }) {
  const text = useRecordText();
  const { blood } = props;
  return (
    <Card title={text('summary.blood')} icon="blood">
      {blood ? (
        <button type="button" className="fact-open" onClick={() => props.onOpen(blood.id)}>
          <span className="blood-group">{blood.group}</span>
          <span className="quiet small">
            {' '}
            {[showDay(blood.at), blood.facility].filter(Boolean).join(' · ')}
          </span>
        </button>
      ) : (
        <p className="quiet">{text('summary.no-blood')}</p>
      )}
    </Card>
  );
}

export function InsuranceCard(props: { insurance: Insurance }) {
  const text = useRecordText();
  const { state, number, to } = props.insurance;
  return (
    <Card title={text('summary.insurance')} icon="insurance">
      <p className="row">
        <Icon name={state === 'valid' ? 'check' : 'info'} />
        {text(`insurance.${state}`, { date: showDay(to) })}
      </p>
      {number && (
        <p className="quiet small">
          {text('number.insurance')} {number}
        </p>
      )}
    </Card>
  );
}
