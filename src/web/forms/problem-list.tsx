import { useSyncExternalStore } from 'react';
import { useLanguage } from '#web/text/text-context.tsx';
import { fieldId, useOpenForm } from './form-context.ts';
import { useFormWords } from './form-words.ts';

/** All that keeps the form from being handed in, on top of it, each with the way there. */
export function ProblemList() {
  const { store, prefix } = useOpenForm();
  const say = useFormWords();
  const language = useLanguage();
  const problems = useSyncExternalStore(store.subscribe, () =>
    store.wasHandedIn() ? store.problems() : none,
  );
  const real = problems.filter(({ severity }) => severity !== 'warning');
  if (real.length === 0) return null;
  return (
    <div className="form-problems" role="alert" tabIndex={-1}>
      <h3>{say('problems', { n: real.length })}</h3>
      <ul>
        {real.map(({ path, text }, at) => (
          // Two problems of one field differ only in their words.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={`${path.join('-')}-${at}`}>
            <a
              href={`#${fieldId(prefix, path)}`}
              onClick={(event) => {
                event.preventDefault();
                goTo(prefix, path);
              }}
            >
              {text[language]}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}

const none: ReturnType<ReturnType<typeof useOpenForm>['store']['problems']> = [];

/** The field itself, or what is around it where the field is no more. */
function goTo(prefix: string, path: readonly string[]): void {
  for (let length = path.length; length > 0; length--) {
    const place = document.querySelector(`#${fieldId(prefix, path.slice(0, length))}`);
    if (!(place instanceof HTMLElement)) continue;
    const field = place.matches('input, select, textarea')
      ? place
      : (place.querySelector<HTMLElement>('input, select, textarea, button') ?? place);
    field.focus();
    field.scrollIntoView({ block: 'center' });
    return;
  }
}
