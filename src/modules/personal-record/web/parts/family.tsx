import { Link } from 'wouter';
import { ageOn, showAge } from '#kernel/display/show-age.ts';
import { showDay } from '#kernel/display/show-date.ts';
import { readFamily, type FamilyPerson } from '#modules/home/api.ts';
import { useEndpoint } from '#web/data/client-context.tsx';
import { useLanguage } from '#web/text/text-context.tsx';
import { useNow } from '#web/ui/now.ts';
import { useHomeText } from './home-text.ts';
import './family.css';

/** Whose record is in sight, and the others whom she may open; what ends is told before it ends, and after. */
export function Family({ patientId }: { patientId: string }) {
  const text = useHomeText();
  const family = useEndpoint(readFamily, {});
  const people = family.data?.people ?? [];
  const here = people.find(({ id }) => id === patientId);
  if (people.length < 2 && here?.by !== undefined && here.by !== 'self') return <Sight person={here} />;
  if (people.length < 2) return null;
  return (
    <div className="family no-print">
      <nav className="family-people" aria-label={text('family.title')}>
        {people.map((person) => (
          <One key={person.id} person={person} isHere={person.id === patientId} />
        ))}
      </nav>
      {here !== undefined && here.by !== 'self' && <Sight person={here} />}
    </div>
  );
}

function One({ person, isHere }: { person: FamilyPerson; isHere: boolean }) {
  const text = useHomeText();
  const language = useLanguage();
  const now = useNow();
  const { id, name, birthDate, by } = person;
  const age = ageOn(birthDate, now);
  return (
    <Link href={`/record/${encodeURIComponent(id)}`} aria-current={isHere ? 'page' : undefined}>
      <span className="strong">{by === 'self' ? text('family.self') : name}</span>
      {by !== 'self' && age !== undefined && <span className="small">{showAge(age, language)}</span>}
    </Link>
  );
}

/** By what right she reads, what is closed to her already, what ends when. */
function Sight({ person }: { person: FamilyPerson }) {
  const text = useHomeText();
  const { by, closed, changes } = person;
  if (by === 'self' || by === 'other') return null;
  return (
    <div className="family-sight small">
      <p>{text(`family.by.${by}`)}</p>
      {closed.map((what) => (
        <p key={what}>{text(`family.closed.${what}`)}</p>
      ))}
      {changes.map(({ what, on }) => (
        <p key={what}>{text(`family.ends.${what}`, { date: showDay(on) })}</p>
      ))}
    </div>
  );
}
