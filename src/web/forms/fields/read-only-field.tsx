import { useLanguage } from '#web/text/text-context.tsx';
import { useNode } from '../form-context.ts';
import { useFormWords } from '../form-words.ts';
import { showAnswer } from '../show-answer.ts';
import type { FieldProps } from './field-props.ts';

/** An answer that is only read: worked out, or of a form that was handed in. */
export function ReadOnlyField({ item, parent }: FieldProps) {
  const node = useNode(parent, item.linkId);
  const language = useLanguage();
  const say = useFormWords();
  const entries = (node?.entries ?? []).flatMap(({ key, answer, origin }) =>
    answer === undefined ? [] : [{ key, answer, origin }],
  );
  const first = entries[0];
  const number =
    first?.answer.valueDecimal ?? first?.answer.valueInteger ?? first?.answer.valueQuantity?.value;
  const isHigh = number !== undefined && item.normalHigh !== undefined && number > item.normalHigh;
  const isLow = number !== undefined && item.normalLow !== undefined && number < item.normalLow;
  return (
    <div className="field form-field">
      <p className="form-name">{item.text[language]}</p>
      <output className="form-read" aria-label={item.text[language]}>
        {entries.length === 0 ? (
          <span className="quiet">{say('unanswered')}</span>
        ) : (
          entries.map(({ key, answer }) => <span key={key}>{showAnswer(answer, language, item)}</span>)
        )}
        {(isHigh || isLow) && <b className="form-mark">{say(isHigh ? 'high' : 'low')}</b>}
        {item.calculated !== undefined && entries.length > 0 && (
          <span className="small quiet">
            {say(item.calculated.includes('%resource') ? 'calculated' : 'fromRecord')}
          </span>
        )}
      </output>
    </div>
  );
}
