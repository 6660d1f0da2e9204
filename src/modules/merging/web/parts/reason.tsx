import { TextArea } from '#web/ui/field.tsx';
import { useMergingText } from './merging-text.ts';

/** Letters that a reason has at least. */
export const leastWords = 5;

/** Why: told to the person, and kept. */
export function Reason(props: {
  words: string;
  missing: boolean;
  label?: string;
  onChange: (words: string) => void;
}) {
  const text = useMergingText();
  return (
    <TextArea
      label={props.label ?? text('words')}
      hint={text('words.hint')}
      value={props.words}
      maxLength={2000}
      error={props.missing ? text('words.missing') : undefined}
      onChange={(event) => props.onChange(event.target.value)}
    />
  );
}
