import { useId, useState } from 'react';
import type { Entry, Path } from '#kernel/fhir/questionnaire/state.ts';
import type { FormItem } from '#kernel/fhir/questionnaire/form.ts';
import { readTyped } from '#kernel/fhir/questionnaire/read-typed.ts';
import { showClock, showDay } from '#kernel/display/show-date.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { fieldId, useNode, useOpenForm, useSaid } from '../form-context.ts';
import { useFormWords } from '../form-words.ts';
import type { FieldProps } from './field-props.ts';
import { describedBy, FieldFrame } from './field-frame.tsx';

/** A day, typed as 22/11/2026 or 22112026; a year alone where no more is known. */
export function DayField({ item, parent }: FieldProps) {
  const node = useNode(parent, item.linkId);
  const { store, help } = useOpenForm();
  const say = useFormWords();
  const entry = node?.entries[0];
  if (node === undefined || entry === undefined) return null;
  const path = [...parent, item.linkId, entry.key];
  return (
    <FieldFrame item={item} parent={parent} entries={node.entries}>
      <span className="form-line">
        <DayInput
          item={item}
          entry={entry}
          path={path}
          text={entry.typed ?? showDay(entry.answer?.valueDate)}
          onText={(text) => store.type(path, item, text)}
          onLeave={() => entry.answer?.valueDate && store.answer(path, { valueDate: entry.answer.valueDate })}
        />
        <Button look="quiet" onClick={() => store.answer(path, { valueDate: dayInVietnam(help.now()) })}>
          {say('today')}
        </Button>
      </span>
    </FieldFrame>
  );
}

function DayInput(props: {
  item: FormItem;
  entry: Entry;
  path: Path;
  text: string;
  onText: (text: string) => void;
  onLeave: () => void;
}) {
  const { item, path } = props;
  const { store, prefix } = useOpenForm();
  const say = useFormWords();
  const said = useSaid(path);
  return (
    <span className="field-box form-box">
      <input
        id={fieldId(prefix, path)}
        inputMode="numeric"
        autoComplete="off"
        placeholder={say('dayHint')}
        value={props.text}
        aria-invalid={said !== '' || undefined}
        aria-required={item.required || undefined}
        aria-describedby={describedBy(prefix, path, item.help !== undefined)}
        onChange={(event) => props.onText(event.target.value)}
        onBlur={() => {
          // Once it is left it stands as everywhere: 22/11/2026.
          props.onLeave();
          store.leave(path.slice(0, -1));
        }}
      />
    </span>
  );
}

/** A day and a clock. */
export function MomentField({ item, parent }: FieldProps) {
  const node = useNode(parent, item.linkId);
  const { store, help } = useOpenForm();
  const say = useFormWords();
  const language = useLanguage();
  const clockId = useId();
  const entry = node?.entries[0];
  const answered = entry?.answer?.valueDateTime;
  const [clock, setClock] = useState<string>();
  if (node === undefined || entry === undefined) return null;
  const path = [...parent, item.linkId, entry.key];
  const shownClock = clock ?? showClock(answered);
  const set = (text: string, time: string): void => {
    const day = readTyped({ ...item, type: 'date' }, text).answer?.valueDate;
    if (day === undefined) return store.type(path, { ...item, type: 'date' }, text);
    const isWhole = /^\d\d:\d\d$/.test(time) && day.length === 10;
    store.answer(path, { valueDateTime: isWhole ? `${day}T${time}:00+07:00` : day });
  };
  const text = entry.typed ?? showDay(answered);
  return (
    <FieldFrame item={item} parent={parent} entries={node.entries}>
      <span className="form-line">
        <DayInput
          item={item}
          entry={entry}
          path={path}
          text={text}
          onText={(value) => set(value, shownClock)}
          onLeave={() => undefined}
        />
        <label className="unseen" htmlFor={clockId}>
          {say('clock')}: {item.text[language]}
        </label>
        <input
          id={clockId}
          className="form-clock"
          type="time"
          value={shownClock}
          onChange={({ target: { value } }) => {
            setClock(value);
            set(text, value);
          }}
        />
        <Button
          look="quiet"
          onClick={() => {
            setClock(undefined);
            store.answer(path, { valueDateTime: `${localMinute(help.now())}:00+07:00` });
          }}
        >
          {say('now')}
        </Button>
      </span>
    </FieldFrame>
  );
}

/** '2026-11-23T08:05' on Viet Nam's clock. */
function localMinute(at: Date): string {
  return new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 16);
}
