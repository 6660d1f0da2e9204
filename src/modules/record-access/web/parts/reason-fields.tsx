import { useState } from 'react';
import { useLanguage } from '#web/text/text-context.tsx';
import { Choose, TextArea } from '#web/ui/field.tsx';
import { Notice } from '#web/ui/notice.tsx';
import type { OpeningChoice } from '../../api.ts';
import { useAccessText } from './access-text.ts';

/** Where the reason is 'other' it is written out. */
const shortest = 10;

/** What a reason holds while it is written. */
export interface StatedReason {
  readonly reason: string;
  readonly note: string;
}

/** The state of a reason and what is wrong with it; nothing is said before the first try. */
export function useReason() {
  const [stated, setStated] = useState<StatedReason>({ reason: '', note: '' });
  const [isTried, setTried] = useState(false);
  const fault =
    stated.reason === ''
      ? ('reason' as const)
      : stated.reason === 'other' && stated.note.trim().length < shortest
        ? ('note' as const)
        : undefined;
  return { stated, setStated, fault, shown: isTried ? fault : undefined, tried: () => setTried(true) };
}

/** Reason from a closed list, a note, and before both what will happen. */
export function ReasonFields(props: { choice: OpeningChoice; state: ReturnType<typeof useReason> }) {
  const text = useAccessText();
  const language = useLanguage();
  const { choice, state } = props;
  const { stated, setStated, shown } = state;
  return (
    <>
      <Notice tone="care" title={text('sheet.told.title')}>
        <p>{text(`sheet.told.${choice.kind}`, { hours: choice.hours })}</p>
      </Notice>
      <Choose
        label={text('sheet.reason')}
        value={stated.reason}
        options={[
          { value: '', label: text('sheet.reason.choose') },
          ...choice.reasons.map(({ code, words }) => ({ value: code, label: words[language] })),
        ]}
        onChange={(reason) => setStated({ ...stated, reason })}
      />
      {shown === 'reason' && (
        <p className="field-error" role="alert">
          {text('sheet.reason.needed')}
        </p>
      )}
      <TextArea
        label={text('sheet.note')}
        hint={text('sheet.note.hint')}
        error={shown === 'note' ? text('sheet.note.needed') : undefined}
        value={stated.note}
        maxLength={500}
        onChange={(event) => setStated({ ...stated, note: event.target.value })}
      />
    </>
  );
}
