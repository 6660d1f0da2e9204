import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { useEndpoint } from '#web/data/client-context.tsx';
import { Choose } from '#web/ui/field.tsx';
import { View } from '#web/ui/view.tsx';
import { readPeople, type PersonOfOwn } from '../../api.ts';
import { useOwnText } from '../own-text.ts';
import '../own.css';

/** A page of own data: its head, then whose data it is about, always one person who is named, then what the page does for her. */
export function OfPerson(props: {
  title: string;
  what: string;
  /** Under the head; the way back where there is nothing. */
  ways?: ReactNode;
  /** What concerns nobody in particular. */
  before?: ReactNode;
  children: (person: PersonOfOwn) => ReactNode;
}) {
  const text = useOwnText();
  const query = useEndpoint(readPeople, {});
  const [whom, setWhom] = useState<string>();
  return (
    <div className="stack own-page">
      <div>
        <h1>{props.title}</h1>
        <p className="quiet">{props.what}</p>
        {props.ways ?? (
          <p>
            <Link href="/own">{text('back')}</Link>
          </p>
        )}
      </div>
      {props.before}
      <View query={query}>
        {({ people }) => {
          const person = people.find(({ id }) => id === whom) ?? people[0];
          if (person === undefined) return null;
          return (
            <>
              {people.length > 1 && (
                <Choose
                  label={text('whom')}
                  value={person.id}
                  options={people.map(({ id, name, isSelf }) => ({
                    value: id,
                    label: isSelf ? text('whom.self', { name }) : name,
                  }))}
                  onChange={setWhom}
                />
              )}
              {props.children(person)}
            </>
          );
        }}
      </View>
    </div>
  );
}
