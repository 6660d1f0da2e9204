import { Fragment, useState } from 'react';
import { Link } from 'wouter';
import { showAgo, showDay, showPeriod } from '#kernel/display/show-date.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { Card, Tag } from '#web/ui/card.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { useNow } from '#web/ui/now.ts';
import type { Allergies, Entry, Fact, Insurance, Summary, TimelineEntry } from '../../api.ts';
import { useEntryName } from './entry-name.ts';
import { EntryRow, Marks } from './entry-row.tsx';
import { GroupRow } from './group-row.tsx';
import { Result } from './measured.tsx';
import { Recorded } from './recorded.tsx';
import { useRecordText } from './record-text.ts';
import './summary-cards.css';

interface Opens {
  readonly onOpen: (id: string) => void;
}

/** Small words about a fact, each in its language: when, until when, where. */
function Said(props: { parts: readonly (string | false | undefined)[] }) {
  const parts = props.parts.filter((part): part is string => typeof part === 'string' && part !== '');
  return (
    <span className="quiet small">
      {parts.map((part, place) => (
        <Fragment key={part}>
          {place > 0 && ' · '}
          <Recorded words={part} />
        </Fragment>
      ))}
    </span>
  );
}

/** A fact that opens to its source. */
function FactButton(props: Opens & { fact: Fact; tone?: 'danger'; children?: React.ReactNode }) {
  const { fact } = props;
  return (
    <li>
      <button type="button" className="fact fact-open" onClick={() => props.onOpen(fact.id)}>
        <span className="fact-name">
          <Recorded words={fact.title} /> {fact.code && <span className="entry-code">{fact.code}</span>}
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
  const nameOf = useEntryName();
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
        <Recorded words={visit.facility ?? text('facility.unknown')} className="visit-where" />
        <span>
          {showPeriod(visit.at, visit.until)} <span className="quiet">· {ago}</span>
        </span>
        <Recorded words={nameOf(visit)} className="quiet" />
      </button>
      {visit.detail && (
        <p>
          <Recorded words={text('summary.reason', { reason: visit.detail })} />
        </p>
      )}
      <div className="lines">
        {lines.map((line) => (
          <GroupOrLine key={line.id} entry={line} onOpen={props.onOpen} />
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

/** A group in a card, closed: names of medicines and what was out of range; the rest when asked for. */
function GroupOrLine(props: Opens & { entry: TimelineEntry }) {
  const { entry } = props;
  const [open, setOpen] = useState(false);
  if (!entry.group) return <EntryRow entry={entry} within onOpen={props.onOpen} />;
  return (
    <>
      <GroupRow entry={entry} within brief open={open} onToggle={() => setOpen(!open)} />
      {open && (
        <div className="group-lines">
          {entry.group.lines.map((line) => (
            <EntryRow key={line.id} entry={line} within onOpen={props.onOpen} />
          ))}
        </div>
      )}
    </>
  );
}

export function MedicinesCard(props: Opens & { summary: Pick<Summary, 'medicines' | 'lastMedicines'> }) {
  const text = useRecordText();
  const { medicines, lastMedicines } = props.summary;
  return (
    <Card title={text('summary.medicines')} icon="medicine">
      {medicines.length === 0 && <p className="quiet">{text('summary.no-medicine')}</p>}
      {lastMedicines.length > 0 && (
        <>
          <p className="last-prescription">
            {text('summary.last-prescription', { date: showDay(lastMedicines[0]?.at) })}
          </p>
          <ul className="fact-list">
            {lastMedicines.map((medicine) => (
              <FactButton key={medicine.id} fact={medicine} onOpen={props.onOpen}>
                <Recorded words={medicine.detail} />
              </FactButton>
            ))}
          </ul>
          <Said parts={[lastMedicines[0]?.facility]} />
        </>
      )}
      <ul className="fact-list">
        {medicines.map((medicine) => (
          <FactButton key={medicine.id} fact={medicine} onOpen={props.onOpen}>
            <Recorded words={medicine.detail} />
            <Said
              parts={[
                medicine.at && text('summary.from', { date: showDay(medicine.at) }),
                medicine.until && text('summary.until', { date: showDay(medicine.until) }),
                medicine.facility,
              ]}
            />
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
            <Said
              parts={[
                illness.since && text('summary.since', { date: showDay(illness.since) }),
                illness.at &&
                  illness.at !== illness.since &&
                  text('summary.last-recorded', { date: showDay(illness.at) }),
                illness.facility,
              ]}
            />
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
            <Recorded words={item.reaction} />
            <Said parts={[showDay(item.at) || text('undated'), item.facility]} />
          </FactButton>
        ))}
      </ul>
    </Card>
  );
}

export function OutOfRangeCard(
  props: Opens & { entries: readonly Entry[]; unjudged: number; toCitizen: boolean },
) {
  const text = useRecordText();
  return (
    <Card title={text('summary.out-of-range')} icon="test">
      {props.entries.length === 0 ? (
        <p className="quiet">
          {text('summary.no-out-of-range')}{' '}
          {props.unjudged > 0 && text('summary.unjudged', { n: props.unjudged })}
        </p>
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
      aside={
        <Link href={`/record/${props.patientId}/trends`} className="no-print">
          {text('summary.trends')}
        </Link>
      }
    >
      {props.vitals.length === 0 && <p className="quiet">{text('summary.no-vitals')}</p>}
      {measuredTogether(props.vitals).map((group) => (
        <div key={group[0]?.id} className="vital-group">
          <p className="vitals-when">
            <Said parts={[showDay(group[0]?.at), group[0]?.facility]} />
          </p>
          <dl className="vital-list">
            {group.map((vital) => (
              <div key={vital.id}>
                <dt>
                  <Recorded words={vital.title} />
                </dt>
                <dd>
                  <Result entry={vital} />
                  <span className="entry-marks">
                    <Marks entry={vital} />
                  </span>
                </dd>
              </div>
            ))}
          </dl>
        </div>
      ))}
    </Card>
  );
}

/** What was measured on one day in one place is said together. */
function measuredTogether(vitals: readonly Entry[]): Entry[][] {
  const groups: Record<string, Entry[]> = {};
  for (const vital of vitals) (groups[`${showDay(vital.at)} ${vital.facility}`] ??= []).push(vital);
  return Object.values(groups);
}

export function BloodCard(props: Opens & { blood: Summary['blood'] }) {
  const text = useRecordText();
  const { blood } = props;
  return (
    <Card title={text('summary.blood')} icon="blood">
      {blood ? (
        <button type="button" className="fact-open" onClick={() => props.onOpen(blood.id)}>
          <span className="blood-group">{blood.group}</span>
          <Said parts={[showDay(blood.at), blood.facility]} />
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
