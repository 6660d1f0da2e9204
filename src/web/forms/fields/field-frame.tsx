import type { ReactNode } from 'react';
import type { FormItem } from '#kernel/fhir/questionnaire/form.ts';
import type { Entry, Path } from '#kernel/fhir/questionnaire/state.ts';
import { showDay } from '#kernel/display/show-date.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { fieldId, useAsks, useOpenForm, useSaid } from '../form-context.ts';
import { useFormWords } from '../form-words.ts';
import { showAnswer } from '../show-answer.ts';
import { keptReasonOf } from '#kernel/fhir/questionnaire/check-answer.ts';

/** What stands around a field: its name above, what is wrong, where the answer came from and the last value beside it. */
export function FieldFrame(props: {
  item: FormItem;
  parent: Path;
  entries: readonly Entry[];
  /** 'group' where several inputs belong together: a fieldset with a legend. */
  as?: 'field' | 'group';
  children: ReactNode;
}) {
  const { item, parent, entries, as = 'field' } = props;
  const { prefix } = useOpenForm();
  const language = useLanguage();
  const path = [...parent, item.linkId];
  const id = fieldId(prefix, path);
  const first = entries[0];
  const name = (
    <>
      {item.text[language]}
      {item.required && (
        <span className="form-required" aria-hidden="true">
          {' *'}
        </span>
      )}
    </>
  );
  const inside = (
    <>
      {props.children}
      <Said path={path} id={id} />
      {entries.map(({ key }) => (
        <SaidOfEntry key={key} path={[...path, key]} entries={entries} />
      ))}
      <Beside item={item} parent={parent} first={first} />
      {item.help && (
        <p id={`${id}-help`} className="field-hint">
          {item.help[language]}
        </p>
      )}
    </>
  );
  if (as === 'group')
    return (
      <fieldset className={`field form-field form-several ${isWide(item) ? 'form-wide' : ''}`} id={id}>
        <legend>{name}</legend>
        {inside}
      </fieldset>
    );
  return (
    <div className={`field form-field form-type-${item.type}`} id={id}>
      <label htmlFor={fieldId(prefix, [...path, first?.key ?? ''])}>{name}</label>
      {inside}
    </div>
  );
}

/** Few answers stand beside other fields; many, drawings and pictures have a line of their own. */
function isWide(item: FormItem): boolean {
  return item.repeats || item.type === 'attachment' || item.control === 'body-map' || item.options.length > 4;
}

function Said(props: { path: Path; id: string }) {
  const said = useSaid(props.path);
  return <Fault said={said} id={`${props.id}-error`} />;
}

function SaidOfEntry(props: { path: Path; entries: readonly Entry[] }) {
  const { path, entries } = props;
  const { store, prefix } = useOpenForm();
  const say = useFormWords();
  const said = useSaid(path);
  const asks = useAsks(path);
  const entry = entries.find(({ key }) => key === path.at(-1));
  const reason = keptReasonOf(entry?.answer);
  const id = fieldId(prefix, path);
  return (
    <>
      <Fault said={said} id={`${id}-error`} />
      {(asks || reason !== undefined) && (
        <span className="form-reason">
          <label htmlFor={`${id}-reason`}>{say('keepReason')}</label>
          <input
            id={`${id}-reason`}
            value={reason ?? ''}
            onChange={(event) => store.keepReason(path, event.target.value)}
          />
        </span>
      )}
    </>
  );
}

function Fault(props: { said: string; id: string }) {
  if (props.said === '') return null;
  return (
    <p className="field-error" id={props.id}>
      <Icon name="warning" size={16} />
      {props.said}
    </p>
  );
}

/** The last value and its day; where the present one came from; high or low. */
function Beside(props: { item: FormItem; parent: Path; first: Entry | undefined }) {
  const { item, parent, first } = props;
  const { store, help } = useOpenForm();
  const language = useLanguage();
  const say = useFormWords();
  const last = help.lastValues.get(item.linkId);
  const number =
    first?.answer?.valueDecimal ?? first?.answer?.valueInteger ?? first?.answer?.valueQuantity?.value;
  const mark =
    number === undefined
      ? undefined
      : item.normalHigh !== undefined && number > item.normalHigh
        ? 'high'
        : item.normalLow !== undefined && number < item.normalLow
          ? 'low'
          : undefined;
  const origin =
    first?.answer === undefined
      ? undefined
      : first.origin === 'calculated'
        ? 'calculated'
        : first.origin === 'visit'
          ? 'fromVisit'
          : undefined;
  if (!last && !mark && !origin) return null;
  return (
    <p className="form-beside small quiet">
      {mark && <b className="form-mark">{say(mark)}</b>}
      {origin && <span>{say(origin)}</span>}
      {last && (
        <span>
          {say('last', { value: showAnswer(last.answer, language, item), when: showDay(last.when) })}
          {!help.isReadOnly && !item.readOnly && first !== undefined && (
            <button
              type="button"
              className="form-link"
              onClick={() => store.answers(parent, item, [last.answer])}
            >
              {say('takeLast')}
              <span className="unseen">: {item.text[language]}</span>
            </button>
          )}
        </span>
      )}
    </p>
  );
}

/** Ids of what describes an input, for screen readers. */
export function describedBy(prefix: string, path: Path, hasHelp: boolean): string {
  const item = fieldId(prefix, path.slice(0, -1));
  return [`${item}-error`, `${fieldId(prefix, path)}-error`, ...(hasHelp ? [`${item}-help`] : [])].join(' ');
}
