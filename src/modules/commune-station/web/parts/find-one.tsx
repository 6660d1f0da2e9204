import { useId, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { TextField } from '#web/ui/field.tsx';

/** A field that finds one of many by any words: Enter takes the first answer. What is found lies on the device, so it works without a network. */
export function FindOne<T>(props: {
  label: string;
  hint: string;
  error?: string | undefined;
  name: string;
  find: (words: string) => Promise<readonly T[]>;
  keyOf: (one: T) => string;
  labelOf: (one: T) => string;
  onPick: (one: T) => void;
}) {
  const list = useId();
  const [typed, setTyped] = useState('');
  const { find, name } = props;
  const words = typed.trim();
  const found = useQuery({
    queryKey: ['commune-station', 'find', name, words],
    queryFn: () => find(words),
    enabled: words.length >= 2,
    networkMode: 'always',
  });
  const options = words.length >= 2 ? (found.data ?? []) : [];
  const pick = (one: T): void => {
    setTyped('');
    props.onPick(one);
  };
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
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          const [first] = options;
          if (first !== undefined) pick(first);
        }}
      />
      <ul id={list} className="station-found" aria-live="polite">
        {options.map((one) => (
          <li key={props.keyOf(one)}>
            <button type="button" lang="vi" onClick={() => pick(one)}>
              {props.labelOf(one)}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
