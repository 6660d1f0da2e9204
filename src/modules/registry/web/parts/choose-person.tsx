import { useDeferredValue, useState } from 'react';
import { formatDay } from '#kernel/vietnam/date.ts';
import { Button } from '#web/ui/button.tsx';
import { TextField } from '#web/ui/field.tsx';
import { Trouble } from '#web/ui/view.tsx';
import type { PersonLine } from '../../api.ts';
import { useFind } from '../queries.ts';
import { useRegistryText } from './registry-text.ts';

/** Somebody else, found by name, number or code, and chosen with one press. */
export function ChoosePerson(props: {
  chosen: PersonLine | undefined;
  missing: boolean;
  /** Whose page it is: she is not her own relative. */
  selfId: string;
  onChange: (person: PersonLine | undefined) => void;
}) {
  const text = useRegistryText();
  const [typed, setTyped] = useState('');
  const query = useFind(useDeferredValue(typed));
  const { chosen } = props;
  if (chosen !== undefined)
    return (
      <div className="registry-actions">
        <output className="strong">{text('other.chosen', { name: nameOf(chosen, text('unnamed')) })}</output>
        <Button look="quiet" onClick={() => props.onChange(undefined)}>
          {text('cancel')}
        </Button>
      </div>
    );
  const people = typed.trim().length > 1 ? (query.data?.people ?? []) : [];
  return (
    <div className="stack-tight">
      <TextField
        label={text('other')}
        hint={text('other.hint')}
        icon="search"
        type="search"
        autoComplete="off"
        value={typed}
        error={props.missing ? text('other.needed') : undefined}
        onChange={(event) => setTyped(event.target.value)}
      />
      {people.length > 0 && (
        <ul className="registry-people" aria-label={text('found')}>
          {people
            .filter(({ id }) => id !== props.selfId)
            .map((person) => (
              <li key={person.id} className="registry-choose">
                <Button onClick={() => props.onChange(person)}>{nameOf(person, text('unnamed'))}</Button>
                <span className="quiet small">
                  {[person.birthDate && formatDay(person.birthDate), person.number, person.place]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
              </li>
            ))}
        </ul>
      )}
      {query.isError && <Trouble error={query.error} retry={() => void query.refetch()} />}
      <div role="status">
        {typed.trim().length > 1 && query.data?.people.length === 0 && (
          <p className="quiet small">{text('found.none.number')}</p>
        )}
      </div>
    </div>
  );
}

function nameOf(person: PersonLine, unnamed: string): string {
  return person.name === '' ? unnamed : person.name;
}
