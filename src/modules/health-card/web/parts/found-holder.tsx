import { Link } from 'wouter';
import { showDay } from '#kernel/display/show-date.ts';
import { Card } from '#web/ui/card.tsx';
import { Notice } from '#web/ui/notice.tsx';
import type { ReadCard } from '../../api.ts';
import { useCardText } from './card-text.ts';

const days = ['birthDate', 'from', 'until'];
const facts = [
  'name',
  'birthDate',
  'gender',
  'address',
  'personalNumber',
  'insuranceNumber',
  'from',
  'until',
  'facility',
] as const;

/** Who the card means, what it says itself, and what to do where it leads nowhere. */
export function FoundHolder({ read }: { read: ReadCard }) {
  const text = useCardText();
  const { person, stated, problem, kind } = read;
  return (
    <div className="stack" aria-live="polite">
      {problem !== undefined && (
        <Notice
          tone={problem === 'forged' || problem === 'differs' ? 'danger' : 'care'}
          title={text(`problem.${problem}`)}
        />
      )}
      {person !== undefined && (
        <Card title={text('found.title')} icon="person">
          <p className="own-card-name">{person.name}</p>
          <p>
            {[
              person.birthDate && showDay(person.birthDate),
              person.gender === 'male' || person.gender === 'female'
                ? text(`gender.${person.gender}`)
                : undefined,
              person.number,
            ]
              .filter(Boolean)
              .join(' · ')}
          </p>
          {kind !== undefined && <p className="quiet">{text(`found.${kind}`)}</p>}
          {person.inReach ? (
            <Link className="button button-main scan-found-link" href={`/record/${person.id}`}>
              {text('found.open')}
            </Link>
          ) : (
            <Notice tone="info" title={text('found.beyond')} />
          )}
        </Card>
      )}
      {stated !== undefined && (
        <Card title={text('stated.title')} icon="card">
          <dl className="own-card-facts">
            {facts.map((fact) => {
              const value = stated[fact];
              if (value === undefined) return null;
              const shown =
                fact === 'gender' && (value === 'male' || value === 'female')
                  ? text(`gender.${value}`)
                  : days.includes(fact)
                    ? showDay(value)
                    : value;
              return (
                <div key={fact}>
                  <dt>{text(`stated.${fact}`)}</dt>
                  <dd>{shown}</dd>
                </div>
              );
            })}
          </dl>
        </Card>
      )}
    </div>
  );
}
