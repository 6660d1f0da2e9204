import type { FormEvent, ReactNode } from 'react';
import { Button } from '#web/ui/button.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { Trouble } from '#web/ui/view.tsx';
import { useRegistryText } from './registry-text.ts';

/** One change beside the page: what it does, its fields, and a button that names it. */
export function FormSheet(props: {
  title: string;
  what?: string;
  verb?: string;
  busy: boolean;
  error: unknown;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}) {
  const text = useRegistryText();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    props.onSubmit();
  };
  return (
    <Sheet title={props.title} onClose={props.onClose}>
      <form className="registry-form" onSubmit={submit} noValidate>
        {props.what !== undefined && <p className="quiet">{props.what}</p>}
        {props.children}
        {props.error !== null && props.error !== undefined && <Trouble error={props.error} />}
        <div className="registry-actions">
          <Button look="main" type="submit" busy={props.busy}>
            {props.verb ?? text('save')}
          </Button>
          <Button onClick={props.onClose}>{text('cancel')}</Button>
        </div>
      </form>
    </Sheet>
  );
}
