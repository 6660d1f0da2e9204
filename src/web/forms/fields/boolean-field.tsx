import { fieldId, useNode, useOpenForm } from '../form-context.ts';
import { useFormWords } from '../form-words.ts';
import type { FieldProps } from './field-props.ts';
import { FieldFrame } from './field-frame.tsx';

/** Yes, no, or not said yet: pressing the chosen one again takes it back. */
export function BooleanField({ item, parent }: FieldProps) {
  const node = useNode(parent, item.linkId);
  const { store, prefix } = useOpenForm();
  const say = useFormWords();
  const entry = node?.entries[0];
  if (node === undefined || entry === undefined) return null;
  const path = [...parent, item.linkId, entry.key];
  const id = fieldId(prefix, path);
  return (
    <FieldFrame item={item} parent={parent} entries={node.entries} as="group">
      <div className="choice-row">
        {([true, false] as const).map((value) => (
          <label key={String(value)} className="choice-one">
            <input
              type="radio"
              id={value ? id : undefined}
              name={id}
              checked={entry.answer?.valueBoolean === value}
              onChange={() => store.answer(path, { valueBoolean: value })}
              onClick={() => {
                if (entry.answer?.valueBoolean === value) store.answer(path, undefined);
              }}
              onBlur={() => store.leave([...parent, item.linkId])}
            />
            <span>{say(value ? 'yes' : 'no')}</span>
          </label>
        ))}
      </div>
    </FieldFrame>
  );
}
