import { useState } from 'react';
import { showClock, showDay } from '#kernel/display/show-date.ts';
import type { FieldConflict } from '#kernel/offline/three-way.ts';
import { useDevice, useDeviceStatus } from '#web/offline/device-context.tsx';
import type { PendingWrite } from '#web/offline/device.ts';
import { useLanguage, useText } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Choice } from '#web/ui/field.tsx';
import type vi from '../device.vi.json';

/** Writes that wait for a person: sent back with why, or changed by two people, side by side. */
export function StuckWrites() {
  const text = useText<typeof vi>();
  const language = useLanguage();
  const { pending } = useDeviceStatus();
  const stuck = pending.filter(({ state }) => state !== 'saved');
  if (stuck.length === 0) return <p className="quiet">{text('stuck.none')}</p>;
  return (
    <ul className="stack plain-list">
      {stuck.map((write) => (
        <li key={write.id} className="stack-tight">
          <p className="strong">
            {text(write.state === 'refused' ? 'refused' : write.state === 'conflict' ? 'conflict' : 'waits')}
          </p>
          <p className="small quiet">
            {write.call?.title[language] ?? write.names.map((name) => name.split('/')[0]).join(', ')} ·{' '}
            {text('about', { at: momentOf(write.savedAt) })}
          </p>
          {write.state === 'refused' && <Refused write={write} />}
          {write.state === 'conflict' && <Conflict write={write} />}
        </li>
      ))}
    </ul>
  );
}

function momentOf(at: Date): string {
  const text = at.toISOString();
  return `${showClock(text)} ${showDay(text)}`;
}

function Refused({ write }: { write: PendingWrite }) {
  const text = useText<typeof vi>();
  const device = useDevice();
  return (
    <>
      {write.problem && <p>{write.problem.sentence}</p>}
      {write.advice && <p className="strong">{text(`advice.${write.advice}`)}</p>}
      <div className="row">
        <Button onClick={() => void device.retry(write.id)}>{text('again')}</Button>
        <GiveUp id={write.id} />
      </div>
    </>
  );
}

function GiveUp({ id }: { id: string }) {
  const text = useText<typeof vi>();
  const device = useDevice();
  const [asks, setAsks] = useState(false);
  if (!asks)
    return (
      <Button look="quiet" onClick={() => setAsks(true)}>
        {text('give-up')}
      </Button>
    );
  return (
    <div className="stack-tight">
      <p>{text('give-up.sure')}</p>
      <div className="row">
        <Button look="danger" onClick={() => void device.giveUp(id)}>
          {text('give-up')}
        </Button>
        <Button onClick={() => setAsks(false)}>{text('cancel')}</Button>
      </div>
    </div>
  );
}

type Choices = Record<string, Record<string, 'mine' | 'theirs'>>;

function Conflict({ write }: { write: PendingWrite }) {
  const text = useText<typeof vi>();
  const device = useDevice();
  const conflicts = write.conflicts ?? [];
  const [choices, setChoices] = useState<Choices>({});
  const choose = (name: string, path: string, chosen: 'mine' | 'theirs') =>
    setChoices({ ...choices, [name]: { ...choices[name], [path]: chosen } });
  return (
    <div className="stack-tight">
      {conflicts.flatMap(({ name, fields }) =>
        fields.map((field) => (
          <Side
            key={`${name} ${field.path}`}
            group={`${write.id} ${name} ${field.path}`}
            type={name.split('/')[0] ?? ''}
            field={field}
            value={choices[name]?.[field.path] ?? field.proposed}
            onChange={(chosen) => choose(name, field.path, chosen)}
          />
        )),
      )}
      <div className="row">
        <Button look="main" onClick={() => void device.resolve(write.id, choices)}>
          {text('keep')}
        </Button>
      </div>
    </div>
  );
}

function Side(props: {
  group: string;
  type: string;
  field: FieldConflict;
  value: 'mine' | 'theirs';
  onChange: (chosen: 'mine' | 'theirs') => void;
}) {
  const text = useText<typeof vi>();
  const { path, base, mine, theirs, proposed } = props.field;
  const show = (value: unknown): string =>
    value === undefined ? text('deleted') : typeof value === 'string' ? value : JSON.stringify(value);
  const label = (side: 'mine' | 'theirs', value: unknown): string =>
    `${text(side)}: ${show(value)}${side === proposed ? ` (${text('proposed')})` : ''}`;
  return (
    <div>
      <Choice
        label={`${props.type} · ${path === '' ? text('whole') : path}`}
        name={props.group}
        value={props.value}
        options={[
          { value: 'mine', label: label('mine', mine) },
          { value: 'theirs', label: label('theirs', theirs) },
        ]}
        onChange={props.onChange}
      />
      {base !== undefined && <p className="small quiet">{text('base', { value: show(base) })}</p>}
    </div>
  );
}
