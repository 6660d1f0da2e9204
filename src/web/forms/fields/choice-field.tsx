import type { Answer, FormItem, Option } from '#kernel/fhir/questionnaire/form.ts';
import type { Entry, Path } from '#kernel/fhir/questionnaire/state.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { fieldId, useNode, useOpenForm } from '../form-context.ts';
import { useFormWords } from '../form-words.ts';
import { showAnswer } from '../show-answer.ts';
import type { FieldProps } from './field-props.ts';
import { FieldFrame } from './field-frame.tsx';

/** Above this many, one of several is chosen in a closed list. */
const mostInSight = 7;

const keyOf = (answer: Answer | undefined): string =>
  answer === undefined ? '' : (answer.valueCoding?.code ?? answer.valueString ?? JSON.stringify(answer));

/** One or several of the answers that the form lists; an open one takes words of its own as well. */
export function ChoiceField({ item, parent }: FieldProps) {
  const node = useNode(parent, item.linkId);
  const entries = node?.entries ?? [];
  const isOpen = item.type === 'open-choice';
  const isList = !item.repeats && (item.control === 'drop-down' || item.options.length > mostInSight);
  return (
    <FieldFrame item={item} parent={parent} entries={entries} as={isList && !isOpen ? 'field' : 'group'}>
      {isList ? (
        <ClosedList item={item} parent={parent} entries={entries} />
      ) : (
        <InSight item={item} parent={parent} entries={entries} />
      )}
      {isOpen && <OwnWords item={item} parent={parent} entries={entries} />}
    </FieldFrame>
  );
}

interface Part {
  readonly item: FormItem;
  readonly parent: Path;
  readonly entries: readonly Entry[];
}

function ClosedList({ item, parent, entries }: Part) {
  const { store, prefix } = useOpenForm();
  const language = useLanguage();
  const say = useFormWords();
  const [entry] = entries;
  if (entry === undefined) return null;
  const path = [...parent, item.linkId, entry.key];
  return (
    <select
      id={fieldId(prefix, path)}
      className="select"
      aria-label={item.type === 'open-choice' ? item.text[language] : undefined}
      value={keyOf(entry.answer)}
      onBlur={() => store.leave(path.slice(0, -1))}
      onChange={(event) =>
        store.answer(path, item.options.find(({ answer }) => keyOf(answer) === event.target.value)?.answer)
      }
    >
      <option value="">{say('choose')}</option>
      {item.options.map(({ answer, text }) => (
        <option key={keyOf(answer)} value={keyOf(answer)}>
          {text[language]}
        </option>
      ))}
    </select>
  );
}

function InSight({ item, parent, entries }: Part) {
  const { store, prefix } = useOpenForm();
  const language = useLanguage();
  const path = [...parent, item.linkId];
  const chosen = entries.flatMap(({ answer }) => answer ?? []);
  const keys = new Set(chosen.map(keyOf));
  const own = chosen.filter(
    (answer) => !item.options.some((option) => keyOf(option.answer) === keyOf(answer)),
  );
  const name = fieldId(prefix, [...path, entries[0]?.key ?? '']);
  const toggle = (option: Option): void => {
    const isOn = keys.has(keyOf(option.answer));
    if (!item.repeats) return store.answers(parent, item, isOn ? [] : [option.answer]);
    if (isOn)
      return store.answers(
        parent,
        item,
        chosen.filter((answer) => keyOf(answer) !== keyOf(option.answer)),
      );
    // "None of these" goes with nothing else.
    const others = option.exclusive
      ? []
      : chosen.filter(
          (answer) => !item.options.some((one) => one.exclusive && keyOf(one.answer) === keyOf(answer)),
        );
    store.answers(parent, item, [...others, option.answer]);
  };
  return (
    <div className="choice-row">
      {item.options.map((option, at) => {
        const isOn = keys.has(keyOf(option.answer));
        return (
          <label key={keyOf(option.answer)} className="choice-one">
            <input
              type={item.repeats ? 'checkbox' : 'radio'}
              id={at === 0 ? name : undefined}
              name={name}
              checked={isOn}
              onChange={() => (item.repeats || !isOn) && toggle(option)}
              onClick={() => !item.repeats && isOn && toggle(option)}
              onBlur={() => store.leave(path)}
            />
            <span>{option.text[language]}</span>
          </label>
        );
      })}
      {item.type !== 'open-choice' &&
        own.map((answer) => (
          <span key={keyOf(answer)} className="tag">
            {showAnswer(answer, language, item)}
          </span>
        ))}
    </div>
  );
}

function OwnWords({ item, parent, entries }: Part) {
  const { store, prefix } = useOpenForm();
  const language = useLanguage();
  const chosen = entries.flatMap(({ answer }) => answer ?? []);
  const words = chosen.find(({ valueString }) => valueString !== undefined)?.valueString ?? '';
  const listed = chosen.filter(({ valueString }) => valueString === undefined);
  const id = `${fieldId(prefix, [...parent, item.linkId])}-own`;
  const label = language === 'vi' ? 'Khác, ghi rõ' : 'Other, say which';
  return (
    <span className="form-reason">
      <label htmlFor={id}>
        {label}
        <span className="unseen">: {item.text[language]}</span>
      </label>
      <input
        id={id}
        value={words}
        onChange={({ target: { value } }) =>
          store.answers(parent, item, [
            ...(item.repeats || value === '' ? listed : []),
            ...(value === '' ? [] : [{ valueString: value }]),
          ])
        }
      />
    </span>
  );
}
