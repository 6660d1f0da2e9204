import { useId, useState, type PointerEvent } from 'react';
import { showMoment } from '#kernel/display/show-date.ts';
import { Button } from '#web/ui/button.tsx';
import { fieldId, useNode, useOpenForm } from '../form-context.ts';
import { useFormWords } from '../form-words.ts';
import type { FieldProps } from './field-props.ts';
import { FieldFrame } from './field-frame.tsx';

const width = 360;
const height = 120;

/**
 * Who stands for the form: drawn with a pen or finger, or by name where drawing is not possible. It says who and when; the signature of
 * the law is given to the written document, not here.
 */
export function SignatureField({ item, parent }: FieldProps) {
  const node = useNode(parent, item.linkId);
  const { store, help, prefix } = useOpenForm();
  const say = useFormWords();
  const nameId = useId();
  const [name, setName] = useState(help.signer);
  const [strokes, setStrokes] = useState<readonly string[]>([]);
  const entry = node?.entries[0];
  if (node === undefined || entry === undefined) return null;
  const path = [...parent, item.linkId, entry.key];
  const signed = entry.answer?.valueAttachment;
  const sign = (): void => {
    const drawing = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}"><path d="${strokes.join(' ')}" fill="none" stroke="#1e2328" stroke-width="2"/></svg>`;
    store.answer(path, {
      valueAttachment: {
        contentType: 'image/svg+xml',
        title: name.trim(),
        creation: help.now().toISOString(),
        data: btoa(drawing),
      },
    });
    setStrokes([]);
  };
  return (
    <FieldFrame item={item} parent={parent} entries={node.entries} as="group">
      {signed ? (
        <div className="form-signed">
          {signed.data && (
            <img src={`data:image/svg+xml;base64,${signed.data}`} alt="" width={180} height={60} />
          )}
          <p>{say('signedBy', { name: signed.title ?? '', when: showMoment(signed.creation) })}</p>
          {!help.isReadOnly && (
            <Button look="quiet" onClick={() => store.answer(path, undefined)}>
              {say('signAgain')}
            </Button>
          )}
        </div>
      ) : (
        <div className="stack-tight" id={fieldId(prefix, path)}>
          <label htmlFor={nameId}>{say('signName')}</label>
          <input
            id={nameId}
            value={name}
            autoComplete="name"
            onChange={(event) => setName(event.target.value)}
          />
          <Pad strokes={strokes} onStrokes={setStrokes} label={say('signHere')} />
          <p className="row">
            <Button onClick={sign} disabled={name.trim() === ''}>
              {say(strokes.length > 0 ? 'sign' : 'signByName')}
            </Button>
            {strokes.length > 0 && (
              <Button look="quiet" onClick={() => setStrokes([])}>
                {say('clear')}
              </Button>
            )}
          </p>
        </div>
      )}
    </FieldFrame>
  );
}

function Pad(props: {
  strokes: readonly string[];
  onStrokes: (strokes: readonly string[]) => void;
  label: string;
}) {
  const { strokes, onStrokes } = props;
  const [drawing, setDrawing] = useState<string>();
  const at = (event: PointerEvent<SVGSVGElement>): string => {
    const box = event.currentTarget.getBoundingClientRect();
    const x = Math.round(((event.clientX - box.left) / box.width) * width);
    const y = Math.round(((event.clientY - box.top) / box.height) * height);
    return `${x} ${y}`;
  };
  const end = (): void => {
    if (drawing !== undefined) onStrokes([...strokes, drawing]);
    setDrawing(undefined);
  };
  return (
    <svg
      className="form-pad"
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={props.label}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setDrawing(`M${at(event)}`);
      }}
      onPointerMove={(event) => {
        const place = at(event);
        setDrawing((before) => (before === undefined ? before : `${before}L${place}`));
      }}
      onPointerUp={end}
      onPointerCancel={end}
    >
      <line x1="20" x2={width - 20} y1={height - 25} y2={height - 25} className="form-pad-line" />
      <path d={[...strokes, drawing ?? ''].join(' ')} className="form-pad-ink" />
    </svg>
  );
}
