import { useLanguage } from '#web/text/text-context.tsx';

/** Several of a few, each with its box. */
export function Ticks<C extends string>(props: {
  legend: string;
  words: Readonly<Record<C, { readonly vi: string; readonly en: string }>>;
  ticked: ReadonlySet<C>;
  onChange: (ticked: ReadonlySet<C>) => void;
}) {
  const language = useLanguage();
  return (
    <fieldset className="prog-ticks">
      <legend>{props.legend}</legend>
      {(Object.keys(props.words) as C[]).map((code) => (
        <label key={code}>
          <input
            type="checkbox"
            checked={props.ticked.has(code)}
            onChange={(event) => {
              const next = new Set(props.ticked);
              if (event.target.checked) next.add(code);
              else next.delete(code);
              props.onChange(next);
            }}
          />
          {props.words[code][language]}
        </label>
      ))}
    </fieldset>
  );
}
