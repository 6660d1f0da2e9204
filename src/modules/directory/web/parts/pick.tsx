import { useId, type ReactNode } from 'react';
import { useEndpoint } from '#web/data/client-context.tsx';
import { TextField } from '#web/ui/field.tsx';
import { findFacilities, findPlaces } from '../../api.ts';
import { useDeskText } from './desk-text.ts';
import { useTyped } from './use-typed.ts';

/** Chooses a commune of today by its name. */
export function PickCommune(props: {
  chosen: ReactNode;
  error?: string | undefined;
  onPick: (code: string, name: string) => void;
}) {
  const text = useDeskText();
  const { typed, settled, type } = useTyped();
  const found = useEndpoint(
    findPlaces,
    { era: 'now', words: settled, offset: 0 },
    { enabled: settled !== '' },
  );
  const options = settled === '' ? [] : (found.data?.places ?? []).slice(0, 8);
  return (
    <Pick
      label={text('edit.commune.find')}
      typed={typed}
      onType={type}
      hint={props.chosen}
      error={props.error}
      options={options.map(({ code, name, province }) => ({ key: code, label: `${name}, ${province.name}` }))}
      onPick={(code, name) => {
        type('');
        props.onPick(code, name);
      }}
    />
  );
}

/** Chooses a facility by its name or code. */
export function PickFacility(props: {
  chosen: ReactNode;
  error?: string | undefined;
  onPick: (id: string, name: string) => void;
}) {
  const text = useDeskText();
  const { typed, settled, type } = useTyped();
  const found = useEndpoint(findFacilities, { words: settled, offset: 0 }, { enabled: settled !== '' });
  const options = settled === '' ? [] : (found.data?.facilities ?? []).slice(0, 8);
  return (
    <Pick
      label={text('worker.post.find')}
      typed={typed}
      onType={type}
      hint={props.chosen}
      error={props.error}
      options={options.map(({ id, name, code }) => ({ key: id, label: `${name} (${code})` }))}
      onPick={(id, name) => {
        type('');
        props.onPick(id, name);
      }}
    />
  );
}

function Pick(props: {
  label: string;
  typed: string;
  hint: ReactNode;
  error?: string | undefined;
  options: readonly { readonly key: string; readonly label: string }[];
  onType: (typed: string) => void;
  onPick: (key: string, label: string) => void;
}) {
  const list = useId();
  return (
    <div className="stack-tight">
      <TextField
        label={props.label}
        hint={props.hint}
        error={props.error}
        icon="search"
        type="search"
        autoComplete="off"
        spellCheck={false}
        aria-controls={list}
        value={props.typed}
        onChange={(event) => props.onType(event.target.value)}
        onKeyDown={(event) => {
          // Enter takes the first answer; it must not send the form around it.
          if (event.key !== 'Enter') return;
          event.preventDefault();
          const [first] = props.options;
          if (first) props.onPick(first.key, first.label);
        }}
      />
      <ul id={list} className="desk-found" aria-live="polite">
        {props.options.map(({ key, label }) => (
          <li key={key}>
            <button type="button" lang="vi" onClick={() => props.onPick(key, label)}>
              {label}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
