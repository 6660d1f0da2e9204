import { useEffect, useId } from 'react';
import { TextField } from '#web/ui/field.tsx';

/** Six digits, covered; calls `onWhole` as soon as the sixth is there. */
export function PinField(props: {
  label: string;
  value: string;
  error?: string | undefined;
  hint?: string;
  /** True where it is what the page is for: typing begins at once. */
  isFirst?: boolean;
  disabled?: boolean;
  onChange: (pin: string) => void;
  onWhole?: (pin: string) => void;
}) {
  const { onChange, onWhole, isFirst = false, disabled = false, ...field } = props;
  const id = useId();
  useEffect(() => {
    if (isFirst && !disabled) document.getElementById(id)?.focus();
  }, [id, isFirst, disabled]);
  return (
    <TextField
      {...field}
      id={id}
      disabled={disabled}
      type="password"
      inputMode="numeric"
      autoComplete="off"
      maxLength={6}
      className="pin"
      onChange={(event) => {
        const pin = event.target.value.replaceAll(/\D/g, '').slice(0, 6);
        onChange(pin);
        if (pin.length === 6) onWhole?.(pin);
      }}
    />
  );
}
