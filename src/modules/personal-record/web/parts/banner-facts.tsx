import { useState } from 'react';
import { ageOn, showAge } from '#kernel/display/show-age.ts';
import { showDay } from '#kernel/display/show-date.ts';
import { useEndpoint } from '#web/data/client-context.tsx';
import { useLanguage, useWords } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Tag } from '#web/ui/card.tsx';
import { useNow } from '#web/ui/now.ts';
import { revealNumbers, type Allergies, type Insurance, type Person } from '../../api.ts';
import { useRecordText } from './record-text.ts';

/** Name, sex, age and number; the number whole on demand, where the centre can be asked. */
export function Who(props: { person: Person; numbers?: boolean }) {
  const text = useRecordText();
  const words = useWords();
  const language = useLanguage();
  const now = useNow();
  const { person } = props;
  const age = person.diedAt === undefined ? showAge(ageOn(person.birthDate, now), language) : '';
  return (
    <>
      <p className="banner-name">{person.name || text('untitled')}</p>
      <div className="banner-facts">
        <span>{words(`sex.${person.sex}`)}</span>
        {age !== '' && <span>{age}</span>}
        {person.birthDate && <span>{text('banner.born', { date: showDay(person.birthDate) })}</span>}
        {person.diedAt !== undefined && <Tag>{text('banner.died', { date: showDay(person.diedAt) })}</Tag>}
        {props.numbers !== false && <HealthId person={person} />}
        {person.provisional && (
          <Tag tone="care" icon="warning">
            {text('banner.provisional')}
          </Tag>
        )}
      </div>
    </>
  );
}

/** Masked until asked; asking is its own line in the audit. */
function HealthId(props: { person: Person }) {
  const text = useRecordText();
  const [asked, setAsked] = useState(false);
  const numbers = useEndpoint(revealNumbers, { patientId: props.person.id }, { enabled: asked });
  const whole = numbers.data?.numbers.find(({ kind }) => kind === 'personal')?.value;
  if (props.person.healthId === undefined)
    return <span className="quiet">{text('banner.no-health-id')}</span>;
  return (
    <span className="row">
      <span>
        <span className="quiet">{text('banner.health-id')}</span> {whole ?? props.person.healthId}
      </span>
      {whole === undefined && (
        <Button
          className="no-print"
          look="quiet"
          icon="show"
          busy={numbers.isFetching}
          onClick={() => setAsked(true)}
        >
          {text('banner.show')}
        </Button>
      )}
    </span>
  );
}

/** "No allergies" and "not asked" are never the same words nor the same shape. */
export function AllergyTag(props: { allergies: Allergies }) {
  const text = useRecordText();
  const { state, items } = props.allergies;
  if (state === 'listed')
    return (
      <Tag tone="danger" icon="allergy">
        {text('allergies.listed', { names: items.map(({ title }) => title).join(', ') })}
      </Tag>
    );
  return (
    <Tag tone={state === 'none' ? 'good' : 'care'} icon={state === 'none' ? 'check' : 'warning'}>
      {text(`allergies.${state}`)}
    </Tag>
  );
}

/** Whether the card is good today. */
export function InsuranceTag(props: { insurance: Insurance }) {
  const text = useRecordText();
  const { state, to } = props.insurance;
  const tone = state === 'valid' ? 'good' : state === 'ended' ? 'care' : 'plain';
  return (
    <Tag tone={tone} icon="insurance">
      {text(`insurance.${state}`, { date: showDay(to) })}
    </Tag>
  );
}
