import { useCallback, useRef, useState } from 'react';
import { Camera } from '#web/scan/camera.tsx';
import { Button } from '#web/ui/button.tsx';
import { TextField } from '#web/ui/field.tsx';
import { useBookingText } from './booking-text.ts';

/** A code by scanner, hand or camera; the field is ready again after each. */
export function CodeField(props: {
  label: string;
  hint: string;
  verb: string;
  isBusy: boolean;
  onCode: (text: string) => void;
}) {
  const text = useBookingText();
  const form = useRef<HTMLFormElement>(null);
  const [value, setValue] = useState('');
  const [isEmpty, setEmpty] = useState(false);
  const [camera, setCamera] = useState(false);
  const { onCode } = props;
  const take = useCallback(
    (found: string): void => {
      setCamera(false);
      // What was scanned is a person's: it does not stay in the field.
      setValue('');
      onCode(found);
      form.current?.querySelector('input')?.focus();
    },
    [onCode],
  );
  return (
    <div className="stack">
      <form
        ref={form}
        className="stack-tight"
        onSubmit={(event) => {
          event.preventDefault();
          setEmpty(value.trim() === '');
          if (value.trim() !== '') take(value.trim());
        }}
      >
        <TextField
          label={props.label}
          hint={props.hint}
          error={isEmpty ? text('scan.empty') : undefined}
          icon="scan"
          value={value}
          maxLength={2000}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          onChange={(event) => setValue(event.target.value)}
        />
        <p className="row">
          <Button type="submit" look="main" busy={props.isBusy}>
            {props.verb}
          </Button>
          {!camera && (
            <Button icon="scan" onClick={() => setCamera(true)}>
              {text('scan.camera')}
            </Button>
          )}
        </p>
      </form>
      {camera && (
        <Camera
          words={{
            look: text('scan.look'),
            refused: text('scan.refused'),
            absent: text('scan.absent'),
            stop: text('scan.stop'),
          }}
          onFound={take}
          onStop={() => setCamera(false)}
        />
      )}
    </div>
  );
}
