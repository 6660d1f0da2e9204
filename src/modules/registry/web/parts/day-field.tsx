import { formatDay } from '#kernel/vietnam/date.ts';
import { readTypedDay } from '#kernel/vietnam/typed-day.ts';
import { TextField } from '#web/ui/field.tsx';
import { useRegistryText } from './registry-text.ts';

/** What somebody typed as a day, and what it means: undefined where it is none, '' where nothing was typed. */
export function dayTyped(typed: string, whole = true): string | undefined {
  if (typed.trim() === '') return '';
  const day = readTypedDay(typed);
  return day !== undefined && (!whole || day.length === 10) ? day : undefined;
}

/** A day as people write it, day first. */
export function DayField(props: {
  label: string;
  hint?: string;
  value: string;
  missing?: boolean;
  whole?: boolean;
  onChange: (typed: string) => void;
}) {
  const text = useRegistryText();
  const { value, whole = true, missing = false } = props;
  const isWrong = missing && (dayTyped(value, whole) ?? '') === '';
  return (
    <TextField
      label={props.label}
      hint={props.hint ?? text('day.whole')}
      inputMode="numeric"
      autoComplete="off"
      value={value}
      error={isWrong ? text('day.wrong') : undefined}
      onChange={(event) => props.onChange(event.target.value)}
    />
  );
}

/** Today as it stands in a field. */
export function todayTyped(now: Date): string {
  return formatDay(new Date(now.getTime() + 7 * 3_600_000).toISOString());
}
