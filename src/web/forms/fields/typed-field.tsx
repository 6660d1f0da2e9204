import { useId } from 'react';
import type { FormItem, Unit } from '#kernel/fhir/questionnaire/form.ts';
import type { Entry, Path } from '#kernel/fhir/questionnaire/state.ts';
import { valueOf } from '#kernel/fhir/questionnaire/response.ts';
import { showUnit } from '#kernel/display/show-number.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { fieldId, useNode, useOpenForm, useSaid } from '../form-context.ts';
import { useFormWords } from '../form-words.ts';
import type { FieldProps } from './field-props.ts';
import { describedBy, FieldFrame } from './field-frame.tsx';

/** A field that is typed into: text, number, quantity, time, address. */
export function TypedField({ item, parent }: FieldProps) {
  const node = useNode(parent, item.linkId);
  const { store } = useOpenForm();
  const say = useFormWords();
  const language = useLanguage();
  const entries = node?.entries ?? [];
  const path = [...parent, item.linkId];
  return (
    <FieldFrame item={item} parent={parent} entries={entries} as={item.repeats ? 'group' : 'field'}>
      {entries.map((entry, at) => (
        <span className="form-line" key={entry.key}>
          <Input item={item} entry={entry} path={[...path, entry.key]} number={at + 1} />
          {item.repeats && entries.length > 1 && (
            <Button look="quiet" icon="close" onClick={() => store.remove([...path, entry.key], item)}>
              {say('remove')}
              <span className="unseen"> {at + 1}</span>
            </Button>
          )}
        </span>
      ))}
      {item.repeats && (item.maxOccurs === undefined || entries.length < item.maxOccurs) && (
        <p>
          <Button look="quiet" onClick={() => store.add(parent, item)}>
            {say('add', { name: item.text[language].toLowerCase() })}
          </Button>
        </p>
      )}
    </FieldFrame>
  );
}

function Input(props: { item: FormItem; entry: Entry; path: Path; number: number }) {
  const { item, entry, path } = props;
  const { store, prefix } = useOpenForm();
  const language = useLanguage();
  const said = useSaid(path);
  const saidOfItem = useSaid(path.slice(0, -1));
  const unit = unitNow(item, entry);
  const common = {
    id: fieldId(prefix, path),
    value: shown(entry),
    'aria-invalid': said !== '' || saidOfItem !== '' ? (true as const) : undefined,
    'aria-describedby': describedBy(prefix, path, item.help !== undefined),
    'aria-required': item.required || undefined,
    'aria-label': item.repeats ? `${item.text[language]} ${props.number}` : undefined,
    onBlur: () => store.leave(path.slice(0, -1)),
  };
  if (item.type === 'text')
    return <textarea rows={2} {...common} onChange={(event) => store.type(path, item, event.target.value)} />;
  const isNumber = item.type === 'decimal' || item.type === 'integer' || item.type === 'quantity';
  return (
    <span className="field-box form-box">
      <input
        {...common}
        type={item.type === 'time' ? 'time' : item.type === 'url' ? 'url' : 'text'}
        inputMode={item.type === 'integer' ? 'numeric' : isNumber ? 'decimal' : undefined}
        autoComplete="off"
        onChange={(event) => store.type(path, item, event.target.value, unit)}
      />
      {isNumber && item.units.length > 1 ? (
        <Units item={item} entry={entry} path={path} unit={unit} />
      ) : (
        unit && <span className="form-unit">{showUnit(unit.code ?? unit.display, language)}</span>
      )}
    </span>
  );
}

function Units(props: { item: FormItem; entry: Entry; path: Path; unit: Unit | undefined }) {
  const { item, entry, path, unit } = props;
  const { store } = useOpenForm();
  const say = useFormWords();
  const language = useLanguage();
  const id = useId();
  return (
    <>
      <label className="unseen" htmlFor={id}>
        {say('unit')}: {item.text[language]}
      </label>
      <select
        id={id}
        className="form-units"
        value={unit?.code ?? ''}
        onChange={(event) =>
          store.type(
            path,
            item,
            shown(entry),
            item.units.find(({ code }) => code === event.target.value),
          )
        }
      >
        {item.units.map((one) => (
          <option key={one.code} value={one.code}>
            {showUnit(one.code ?? one.display, language)}
          </option>
        ))}
      </select>
    </>
  );
}

function unitNow(item: FormItem, { answer }: Entry): Unit | undefined {
  const code = answer?.valueQuantity?.code;
  return item.units.find((one) => one.code === code) ?? item.unit ?? item.units[0];
}

/** What stands in the field: as it was typed, or the answer with the comma or point that both languages take. */
function shown({ typed, answer }: Entry): string {
  if (typed !== undefined) return typed;
  const value = answer?.valueQuantity?.value ?? valueOf(answer);
  if (typeof value === 'number') return String(value).replace('.', ',');
  if (answer?.valueTime !== undefined) return answer.valueTime.slice(0, 5);
  return typeof value === 'string' ? value : '';
}
