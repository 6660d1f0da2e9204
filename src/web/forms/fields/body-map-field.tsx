import { useId, useState, type MouseEvent } from 'react';
import {
  bodyRegions,
  markAnswer,
  markOf,
  regionAt,
  type BodyMark,
  type BodyRegion,
} from '#kernel/fhir/questionnaire/body-regions.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { useNode, useOpenForm } from '../form-context.ts';
import { useFormWords } from '../form-words.ts';
import type { FieldProps } from './field-props.ts';
import { FieldFrame } from './field-frame.tsx';

/** Marks on a drawing of the body: touched, or chosen from the list of regions by keyboard. */
export function BodyMapField({ item, parent }: FieldProps) {
  const node = useNode(parent, item.linkId);
  const { store, help } = useOpenForm();
  const say = useFormWords();
  const language = useLanguage();
  const listId = useId();
  const [chosen, setChosen] = useState(bodyRegions[0]!.code);
  const entries = node?.entries ?? [];
  const marks = entries.flatMap(({ answer }) => (answer && markOf(answer)) ?? []);
  const set = (all: readonly BodyMark[]): void => store.answers(parent, item, all.map(markAnswer));
  const region = bodyRegions.find(({ code }) => code === chosen)!;
  return (
    <FieldFrame item={item} parent={parent} entries={entries} as="group">
      {!help.isReadOnly && <p className="field-hint">{say('bodyHint')}</p>}
      <div className="form-body">
        {(['front', 'back'] as const).map((side) => (
          <Drawing
            key={side}
            side={side}
            label={say(side === 'front' ? 'bodyFront' : 'bodyBack')}
            marks={marks}
            onMark={
              help.isReadOnly
                ? undefined
                : (x, y) => set([...marks, { region: regionAt(side, x, y), x, y, note: '' }])
            }
          />
        ))}
      </div>
      {!help.isReadOnly && (
        <span className="form-line">
          <label className="unseen" htmlFor={listId}>
            {say('bodyRegion')}
          </label>
          <select
            id={listId}
            className="select"
            value={chosen}
            onChange={(event) => setChosen(event.target.value)}
          >
            {bodyRegions.map((one) => (
              <option key={one.code} value={one.code}>
                {one.text[language]}
              </option>
            ))}
          </select>
          <Button onClick={() => set([...marks, { region, x: region.x, y: region.y, note: '' }])}>
            {say('bodyMark')}
          </Button>
        </span>
      )}
      <ol className="form-marks">
        {entries.map(({ key, answer }, at) => {
          const mark = answer && markOf(answer);
          return mark ? (
            <li key={key}>
              <b>
                {at + 1}. {mark.region.text[language]}
              </b>
              <input
                aria-label={say('bodyNote', { n: at + 1 })}
                readOnly={help.isReadOnly}
                value={mark.note}
                onChange={(event) =>
                  store.answer(
                    [...parent, item.linkId, key],
                    markAnswer({ ...mark, note: event.target.value }),
                  )
                }
              />
              {!help.isReadOnly && (
                <Button
                  look="quiet"
                  icon="close"
                  onClick={() => store.remove([...parent, item.linkId, key], item)}
                >
                  {say('remove')}
                  <span className="unseen">
                    {' '}
                    {at + 1}. {mark.region.text[language]}
                  </span>
                </Button>
              )}
            </li>
          ) : null;
        })}
      </ol>
    </FieldFrame>
  );
}

function Drawing(props: {
  side: BodyRegion['side'];
  label: string;
  marks: readonly BodyMark[];
  onMark: ((x: number, y: number) => void) | undefined;
}) {
  const { side, marks, onMark } = props;
  const touch = (event: MouseEvent<SVGSVGElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    onMark?.(
      Math.round(((event.clientX - box.left) / box.width) * 1_000) / 10,
      Math.round(((event.clientY - box.top) / box.height) * 2_000) / 10,
    );
  };
  return (
    <figure>
      {/* The list of regions below does by keyboard what a touch does here. */}
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions */}
      <svg className="form-figure" viewBox="0 0 100 200" role="img" aria-label={props.label} onClick={touch}>
        <path
          className="form-skin"
          d="M50 3c6 0 9 5 9 11s-2 9-4 12v5c3 2 9 2 14 4 6 2 8 8 8 14l3 24 5 30c1 5-3 6-4 2l-8-29-6-22-2 20c0 6 3 14 3 24l-3 40-1 32c0 4 4 7 4 10 0 4-12 4-13-1l-1-39-2-38c-1-4-3-4-4 0l-2 38-1 39c-1 5-13 5-13 1 0-3 4-6 4-10l-1-32-3-40c0-10 3-18 3-24l-2-20-6 22-8 29c-1 4-5 3-4-2l5-30 3-24c0-6 2-12 8-14 5-2 11-2 14-4v-5c-2-3-4-6-4-12s3-11 9-11Z"
        />
        {side === 'back' && <path className="form-spine" d="M50 34v52" />}
        {marks.map((mark, at) =>
          mark.region.side === side ? (
            // Two marks may lie on one point.
            // oxlint-disable-next-line react/no-array-index-key
            <g key={`${mark.x} ${mark.y} ${at}`}>
              <circle className="form-point" cx={mark.x} cy={mark.y} r="4.5" />
              <text className="form-point-number" x={mark.x} y={mark.y + 1.9} textAnchor="middle">
                {at + 1}
              </text>
            </g>
          ) : null,
        )}
      </svg>
      <figcaption className="small quiet">{props.label}</figcaption>
    </figure>
  );
}
