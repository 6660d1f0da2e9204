import { useCallback, useEffect, useRef, useState } from 'react';
import { Button } from '#web/ui/button.tsx';
import { TextField } from '#web/ui/field.tsx';
import { Camera, type CameraWords } from './camera.tsx';

/** What the field and the camera beside it say. */
export interface CodeWords extends CameraWords {
  readonly label: string;
  readonly hint: string;
  readonly verb: string;
  readonly empty: string;
  readonly camera: string;
}

/** The words of a page that names them scan.empty, scan.camera and so on, beside what the field is called there. */
export function codeWords(
  text: (key: `scan.${'empty' | 'camera' | 'look' | 'refused' | 'absent' | 'stop'}`) => string,
  field: Pick<CodeWords, 'label' | 'hint' | 'verb'>,
): CodeWords {
  return {
    ...field,
    empty: text('scan.empty'),
    camera: text('scan.camera'),
    look: text('scan.look'),
    refused: text('scan.refused'),
    absent: text('scan.absent'),
    stop: text('scan.stop'),
  };
}

/**
 * A code by scanner, hand or camera; the field is ready again after each. What was used up is a person's and does not stay in the field; what
 * failed does, to be mended. `onCode` answers true once the code is used up; why it failed is told by the page.
 */
export function CodeField(props: {
  words: CodeWords;
  /** Ready for the scanner as soon as the page opens. */
  ready?: boolean;
  onCode: (text: string) => Promise<boolean>;
}) {
  const { words, ready = false, onCode } = props;
  const form = useRef<HTMLFormElement>(null);
  const [value, setValue] = useState('');
  const [isEmpty, setEmpty] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [camera, setCamera] = useState(false);
  const take = useCallback(
    async (found: string): Promise<void> => {
      setCamera(false);
      setEmpty(false);
      setBusy(true);
      const isUsed = await onCode(found).catch(() => false);
      setBusy(false);
      // What was typed meanwhile is another code.
      if (isUsed) setValue((now) => (now.trim() === found ? '' : now));
      form.current?.querySelector('input')?.focus();
    },
    [onCode],
  );
  const onFound = useCallback((found: string) => void take(found), [take]);
  useEffect(() => {
    if (ready) form.current?.querySelector('input')?.focus();
  }, [ready]);
  return (
    <div className="stack">
      <form
        ref={form}
        className="stack-tight narrow"
        onSubmit={(event) => {
          event.preventDefault();
          const given = value.trim();
          setEmpty(given === '');
          if (given !== '') void take(given);
        }}
      >
        <TextField
          label={words.label}
          hint={words.hint}
          error={isEmpty ? words.empty : undefined}
          icon="scan"
          value={value}
          maxLength={2000}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          onChange={(event) => setValue(event.target.value)}
        />
        <p className="row">
          <Button type="submit" look="main" busy={isBusy}>
            {words.verb}
          </Button>
          {!camera && (
            <Button icon="scan" onClick={() => setCamera(true)}>
              {words.camera}
            </Button>
          )}
        </p>
      </form>
      {camera && <Camera words={words} onFound={onFound} onStop={() => setCamera(false)} />}
    </div>
  );
}
