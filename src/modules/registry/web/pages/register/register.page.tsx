import { useDeferredValue, useState } from 'react';
import { Button } from '#web/ui/button.tsx';
import { TextField } from '#web/ui/field.tsx';
import { Trouble } from '#web/ui/view.tsx';
import type { PersonDraft } from '../../../api.ts';
import { PersonForm } from '../../parts/person-form.tsx';
import { PersonRow } from '../../parts/person-row.tsx';
import { useRegistryText } from '../../parts/registry-text.ts';
import { useFind } from '../../queries.ts';
import '../../parts/registry.css';

/** One field finds anybody; who is not there is registered below it, after those who are like her were looked at. */
export default function RegisterPage() {
  const text = useRegistryText();
  const [typed, setTyped] = useState('');
  const [draft, setDraft] = useState<PersonDraft | undefined>();
  const query = useFind(useDeferredValue(typed));
  const people = typed.trim().length > 1 ? (query.data?.people ?? []) : [];
  const stated = query.data?.stated;
  const begin = (): void => setDraft(stated ?? draftOf(typed, query.data?.understood));
  if (draft !== undefined) return <PersonForm draft={draft} onLeave={() => setDraft(undefined)} />;
  return (
    <div className="stack">
      <div>
        <h1>{text('title')}</h1>
        <p className="quiet registry-what">{text('what')}</p>
      </div>
      <div className="registry-find">
        <TextField
          label={text('find')}
          hint={text('find.hint')}
          icon="search"
          type="search"
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </div>
      {query.isError && <Trouble error={query.error} retry={() => void query.refetch()} />}
      <div role="status" className="registry-count">
        {query.data && typed.trim().length > 1 && (
          <p className="quiet">
            {people.length === 0
              ? text(query.data.understood === 'name' ? 'found.none' : 'found.none.number')
              : text('found.some', { n: people.length })}
          </p>
        )}
      </div>
      {people.length > 0 && (
        <ul className="registry-people" aria-label={text('found')}>
          {people.map((person) => (
            <li key={person.id}>
              <PersonRow person={person} both />
            </li>
          ))}
        </ul>
      )}
      <div>
        <Button look={people.length === 0 ? 'main' : 'plain'} icon="person" onClick={begin}>
          {text('new')}
        </Button>
      </div>
    </div>
  );
}

/** What was typed is not typed again, also where she goes on before the centre said how it understood it. */
function draftOf(typed: string, told: string | undefined): PersonDraft {
  const value = typed.trim();
  const bare = value.replace(/[\s.-]/g, '');
  const understood = told ?? (/^\d{9,}$/.test(bare) ? 'number' : /\d/.test(bare) ? undefined : 'name');
  if (understood === 'name') return value === '' ? { numbers: [] } : { name: value, numbers: [] };
  if (understood !== 'number') return { numbers: [] };
  const kind = bare.length === 12 ? 'personal' : bare.length === 9 ? 'old-card' : 'insurance';
  return { numbers: [{ kind, value: bare }] };
}
