import { Button } from '#web/ui/button.tsx';
import type { ItemFields } from '../../domain/item-fields.ts';
import { useFormsText } from './forms-text.ts';

/** The answers to choose from, each in both languages. An answer keeps its code when its words change. */
export function OptionsField(props: {
  options: ItemFields['options'];
  onChange: (options: ItemFields['options']) => void;
  codeFrom: (words: string) => string;
}) {
  const { options, onChange, codeFrom } = props;
  const text = useFormsText();
  const set = (at: number, change: Partial<ItemFields['options'][number]>): void =>
    onChange(options.map((option, place) => (place === at ? { ...option, ...change } : option)));
  /** A code that no other answer has. */
  const free = (wanted: string): string => {
    let code = wanted || 'tra-loi';
    for (let number = 2; options.some((option) => option.code === code); number += 1)
      code = `${wanted || 'tra-loi'}-${number}`;
    return code;
  };
  return (
    <fieldset className="choice">
      <legend>{text('options.title')}</legend>
      <ul className="forms-options">
        {options.map((option, at) => (
          <li key={option.code}>
            <input
              aria-label={text('options.vi', { n: at + 1 })}
              value={option.vi}
              onChange={(event) => set(at, { vi: event.target.value })}
            />
            <input
              aria-label={text('options.en', { n: at + 1 })}
              value={option.en}
              onChange={(event) => set(at, { en: event.target.value })}
            />
            <Button
              look="quiet"
              icon="close"
              onClick={() => onChange(options.filter((one) => one.code !== option.code))}
            >
              <span className="unseen">{text('options.remove', { n: at + 1 })}</span>
            </Button>
          </li>
        ))}
      </ul>
      <p>
        <Button
          look="quiet"
          onClick={() =>
            onChange([...options, { code: free(codeFrom(`tra-loi-${options.length + 1}`)), vi: '', en: '' }])
          }
        >
          {text('options.add')}
        </Button>
      </p>
    </fieldset>
  );
}
