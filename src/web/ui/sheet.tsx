import { useEffect, useId, useRef, type ReactNode } from 'react';
import { useWords } from '#web/text/text-context.tsx';
import { Button } from './button.tsx';
import './sheet.css';

/**
 * One thing opened beside the work: a panel at the side of a desktop, a sheet from below on a phone. Native dialog, so that
 * Escape closes it, focus stays inside and returns to where it came from.
 */
export function Sheet(props: { title: string; onClose: () => void; children: ReactNode }) {
  const words = useWords();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const { onClose } = props;
  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    element?.showModal();
    return () => {
      element?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    // A dialog is the one element that is left by Escape and by a press beside it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <dialog
      ref={dialog}
      className="sheet"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          event.preventDefault();
          onClose();
        }
      }}
    >
      <div className="sheet-inside">
        <header className="sheet-head">
          <h2 id={id}>{props.title}</h2>
          <Button look="quiet" icon="close" onClick={onClose}>
            {words('close')}
          </Button>
        </header>
        <div className="sheet-body">{props.children}</div>
      </div>
    </dialog>
  );
}
