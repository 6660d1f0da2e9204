import { formatDay } from '#kernel/vietnam/date.ts';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import { Button } from '#web/ui/button.tsx';
import { Card, Tag } from '#web/ui/card.tsx';
import type { PersonView } from '../../domain/person-contract.ts';
import { useRegistryText, type RegistryText, type RegistryWord } from './registry-text.ts';

export type FactDeed = 'correct' | 'number' | 'move' | 'death';

const systems: Readonly<Record<string, RegistryWord>> = {
  [identifierSystem.personalNumber]: 'system.personal',
  [identifierSystem.temporary]: 'system.temporary',
  [identifierSystem.insuranceCard]: 'system.card',
  [identifierSystem.socialInsurance]: 'system.social',
  [identifierSystem.oldIdentityCard]: 'system.old-card',
  [identifierSystem.passport]: 'system.passport',
};

interface Dated {
  readonly use?: string | undefined;
  readonly period?: { readonly start?: string | undefined; readonly end?: string | undefined } | undefined;
}

/** Who somebody is and was: names, numbers and homes with their days, and what was put right. */
export function FactsCard(props: { view: PersonView; onDo: (deed: FactDeed) => void }) {
  const text = useRegistryText();
  const { view } = props;
  return (
    <Card title={text('facts')} icon="person">
      {view.deceased !== undefined && (
        <p>
          <Tag tone="care">{text('death.done', { day: formatDay(view.deceased) })}</Tag>
        </p>
      )}
      <dl className="registry-facts">
        <Over label={text('facts.names')} of={view.names.map((one) => ({ ...one, shown: one.text }))} />
        <dt>{text('birth')}</dt>
        <dd>{view.person.birthDate === undefined ? text('facts.none') : formatDay(view.person.birthDate)}</dd>
        <dt>{text('sex')}</dt>
        <dd>{sexOf(text, view.person.gender)}</dd>
        <Over
          label={text('facts.numbers')}
          of={view.numbers.map((one) => ({
            ...one,
            shown: `${text(systems[one.system] ?? 'system.other')}: ${one.value}`,
          }))}
        />
        <Over
          label={text('facts.addresses')}
          of={view.addresses.map((one) => ({ ...one, shown: one.text }))}
        />
        <dt>{text('facts.phones')}</dt>
        <dd>{view.phones.length === 0 ? text('facts.none') : view.phones.join(', ')}</dd>
      </dl>
      {view.formerly.length > 0 && (
        <>
          <h3>{text('facts.formerly')}</h3>
          <ul className="registry-plain">
            {view.formerly.map(({ field, value, until }) => (
              <li key={`${field} ${value}`}>
                {text(`facts.formerly.${field}`, { value: shownValue(text, field, value) })}{' '}
                <span className="quiet small">{text('facts.until', { day: formatDay(until) })}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {view.mayWrite && (
        <div className="registry-actions">
          {(['correct', 'number', 'move'] as const).map((deed) => (
            <Button key={deed} onClick={() => props.onDo(deed)}>
              {text(`do.${deed}`)}
            </Button>
          ))}
          {view.deceased === undefined && (
            <Button look="quiet" onClick={() => props.onDo('death')}>
              {text('do.death')}
            </Button>
          )}
        </div>
      )}
    </Card>
  );
}

/** Several values of one kind, each with its days; the one in use first. */
function Over(props: { label: string; of: readonly (Dated & { readonly shown: string })[] }) {
  const text = useRegistryText();
  return (
    <>
      <dt>{props.label}</dt>
      <dd>
        {props.of.length === 0 && text('facts.none')}
        <ul className="registry-plain">
          {props.of.map((one) => (
            <li key={`${one.shown} ${one.period?.start ?? ''} ${one.use ?? ''}`}>
              <span className={isOver(one) ? 'quiet' : undefined}>{one.shown}</span>{' '}
              {props.of.length > 1 && (
                <Tag tone={isOver(one) ? 'plain' : 'good'}>
                  {text(isOver(one) ? 'facts.old' : 'facts.now')}
                </Tag>
              )}{' '}
              <span className="quiet small">{daysOf(text, one.period)}</span>
            </li>
          ))}
        </ul>
      </dd>
    </>
  );
}

function isOver({ use, period }: Dated): boolean {
  return use === 'old' || period?.end !== undefined;
}

/** 'from 1/2/2026 until 3/4/2026', as far as the days are known. */
export function daysOf(text: RegistryText, period: Dated['period']): string {
  const { start, end } = period ?? {};
  return [
    start === undefined ? '' : text('facts.from', { day: formatDay(start) }),
    end === undefined ? '' : text('facts.until', { day: formatDay(end) }),
  ]
    .filter(Boolean)
    .join(' ');
}

function sexOf(text: RegistryText, gender: string | undefined): string {
  return text(gender === 'male' || gender === 'female' ? gender : 'unknown');
}

function shownValue(text: RegistryText, field: string, value: string): string {
  if (field === 'gender') return sexOf(text, value);
  return field === 'birthDate' ? formatDay(value) : value;
}
