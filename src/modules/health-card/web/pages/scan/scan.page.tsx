import { useCallback, useEffect, useRef, useState } from 'react';
import { Camera } from '#web/scan/camera.tsx';
import { Button } from '#web/ui/button.tsx';
import { TextField } from '#web/ui/field.tsx';
import { Trouble } from '#web/ui/view.tsx';
import { useCardText } from '../../parts/card-text.ts';
import { FoundHolder } from '../../parts/found-holder.tsx';
import { useRead } from '../../queries.ts';
import '../../parts/health-card.css';

/** The desk's page: the field is ready for the scanner, and again after each person. */
export default function ScanPage() {
  const text = useCardText();
  const read = useRead();
  const form = useRef<HTMLFormElement>(null);
  const [value, setValue] = useState('');
  const [empty, setEmpty] = useState(false);
  const [camera, setCamera] = useState(false);
  const { mutate } = read;
  const take = useCallback(
    (found: string): void => {
      setCamera(false);
      setEmpty(false);
      mutate(found, {
        onSuccess: () => {
          // What was scanned is a person's; it does not stay in the field. What failed does.
          setValue('');
          form.current?.querySelector('input')?.focus();
        },
      });
    },
    [mutate],
  );
  useEffect(() => form.current?.querySelector('input')?.focus(), []);
  return (
    <div className="stack">
      <h1>{text('scan.title')}</h1>
      <p className="quiet">{text('scan.what')}</p>
      <form
        ref={form}
        className="scan-form"
        onSubmit={(event) => {
          event.preventDefault();
          const given = value.trim();
          setEmpty(given === '');
          if (given !== '') take(given);
        }}
      >
        <TextField
          label={text('scan.text')}
          hint={text('scan.hint')}
          error={empty ? text('scan.empty') : undefined}
          icon="scan"
          value={value}
          maxLength={2000}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          onChange={(event) => setValue(event.target.value)}
        />
        <div className="scan-buttons">
          <Button type="submit" look="main" busy={read.isPending}>
            {text('scan.read')}
          </Button>
          {!camera && (
            <Button type="button" icon="scan" onClick={() => setCamera(true)}>
              {text('scan.camera')}
            </Button>
          )}
        </div>
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
      {read.isError && <Trouble error={read.error} />}
      {read.data !== undefined && !read.isPending && <FoundHolder read={read.data} />}
    </div>
  );
}
