import { useState } from 'react';
import { formatDay } from '#kernel/vietnam/date.ts';
import { Choice, Choose, TextField } from '#web/ui/field.tsx';
import { useNow } from '#web/ui/now.ts';
import {
  endPregnancy,
  openPregnancy,
  recordBirth,
  type PregnancyLine,
} from '../../domain/person-contract.ts';
import { useAct } from '../queries.ts';
import { DayField, dayTyped, todayTyped } from './day-field.tsx';
import { FormSheet } from './form-sheet.tsx';
import { useRegistryText } from './registry-text.ts';

const counts = ['1', '2', '3', '4'] as const;

/** Opens the file of a pregnancy, or changes the one that is running. */
export function PregnancySheet(props: {
  personId: string;
  running: PregnancyLine | undefined;
  onClose: () => void;
}) {
  const text = useRegistryText();
  const act = useAct();
  const { running } = props;
  const [due, setDue] = useState(running?.dueDate === undefined ? '' : formatDay(running.dueDate));
  const [fetuses, setFetuses] = useState<string>(String(running?.fetuses ?? 1));
  const [tried, setTried] = useState(false);
  const dueDate = dayTyped(due);
  const save = (): void => {
    setTried(true);
    if (dueDate === undefined) return;
    act.mutate(
      (client) =>
        client.call(openPregnancy, {
          id: props.personId,
          ...(dueDate !== '' && { dueDate }),
          fetuses: Number(fetuses),
        }),
      { onSuccess: props.onClose },
    );
  };
  return (
    <FormSheet
      title={text(running === undefined ? 'do.pregnancy' : 'do.pregnancy.change')}
      busy={act.isPending}
      error={act.error}
      onSubmit={save}
      onClose={props.onClose}
    >
      <DayField
        label={text('pregnancy.due.field')}
        value={due}
        missing={tried && dueDate === undefined}
        onChange={setDue}
      />
      <Choose
        label={text('pregnancy.fetuses')}
        value={fetuses}
        options={counts.map((value) => ({ value, label: value }))}
        onChange={setFetuses}
      />
    </FormSheet>
  );
}

type Sex = 'female' | 'male' | 'unknown';
interface Child {
  readonly gender: Sex;
  readonly name: string;
}

/** Registers the children of a birth: each with her code, tied to the mother. */
export function BirthSheet(props: {
  personId: string;
  pregnancy: PregnancyLine;
  onDone: (count: number) => void;
  onClose: () => void;
}) {
  const text = useRegistryText();
  const act = useAct();
  const now = useNow();
  const [key] = useState(() => crypto.randomUUID());
  const [on, setOn] = useState(() => todayTyped(now));
  const [children, setChildren] = useState<readonly Child[]>(() =>
    Array.from({ length: props.pregnancy.fetuses ?? 1 }, () => ({ gender: 'unknown', name: '' })),
  );
  const [tried, setTried] = useState(false);
  const day = dayTyped(on);
  const change = (at: number, part: Partial<Child>): void =>
    setChildren(children.map((child, nth) => (nth === at ? { ...child, ...part } : child)));
  const resize = (count: number): void =>
    setChildren(
      Array.from({ length: count }, (_, at): Child => children[at] ?? { gender: 'unknown', name: '' }),
    );
  const save = (): void => {
    setTried(true);
    if (day === undefined || day === '') return;
    const input = {
      id: props.personId,
      pregnancyId: props.pregnancy.id,
      on: day,
      children: children.map(({ gender, name }) => ({ gender, ...(name.trim() !== '' && { name }) })),
    };
    act.mutate((client) => client.call(recordBirth, input, { idempotencyKey: key }), {
      onSuccess: () => props.onDone(children.length),
    });
  };
  return (
    <FormSheet
      title={text('do.birth')}
      what={text('birth.what')}
      verb={text('birth.do')}
      busy={act.isPending}
      error={act.error}
      onSubmit={save}
      onClose={props.onClose}
    >
      <DayField label={text('birth.on')} value={on} missing={tried} onChange={setOn} />
      <Choose
        label={text('birth.count')}
        value={String(children.length)}
        options={counts.map((value) => ({ value: value as string, label: value }))}
        onChange={(count) => resize(Number(count))}
      />
      {children.map((child, at) => (
        // A child has no name yet: her place in the birth is what she is known by.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={at} className="registry-child">
          <h3>{text('birth.child', { n: at + 1 })}</h3>
          <Choice
            label={text('birth.sex', { n: at + 1 })}
            name={`sex-${at}`}
            value={child.gender}
            options={(['female', 'male', 'unknown'] as const).map((value) => ({ value, label: text(value) }))}
            onChange={(gender) => change(at, { gender })}
          />
          <TextField
            label={text('birth.name')}
            autoComplete="off"
            value={child.name}
            onChange={(event) => change(at, { name: event.target.value })}
          />
        </div>
      ))}
    </FormSheet>
  );
}

/** A pregnancy that ended without a child who lives. */
export function EndPregnancySheet(props: {
  personId: string;
  pregnancy: PregnancyLine;
  onClose: () => void;
}) {
  const text = useRegistryText();
  const act = useAct();
  const now = useNow();
  const [on, setOn] = useState(() => todayTyped(now));
  const [tried, setTried] = useState(false);
  const day = dayTyped(on);
  const save = (): void => {
    setTried(true);
    if (day === undefined || day === '') return;
    act.mutate(
      (client) => client.call(endPregnancy, { id: props.personId, pregnancyId: props.pregnancy.id, on: day }),
      { onSuccess: props.onClose },
    );
  };
  return (
    <FormSheet
      title={text('do.pregnancy.end')}
      what={text('pregnancy.end.what')}
      busy={act.isPending}
      error={act.error}
      onSubmit={save}
      onClose={props.onClose}
    >
      <DayField label={text('pregnancy.end.on')} value={on} missing={tried} onChange={setOn} />
    </FormSheet>
  );
}
