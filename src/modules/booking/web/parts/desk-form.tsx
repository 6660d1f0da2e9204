import { useState } from 'react';
import { weekDays } from '#kernel/vietnam/opening-hours.ts';
import { Button } from '#web/ui/button.tsx';
import { TextField } from '#web/ui/field.tsx';
import { Trouble } from '#web/ui/view.tsx';
import { changeDesk, makeDesk, type DeskView, type SpanForm } from '../../api.ts';
import { serviceCodes, type BookedService } from '../../domain/services.ts';
import { areSpansWrong } from '../../domain/times.ts';
import { useAct } from '../queries.ts';
import { useBookingText, useServiceName } from './booking-text.ts';

const usual: SpanForm = {
  days: ['mon', 'tue', 'wed', 'thu', 'fri'],
  from: '07:30',
  to: '11:00',
  minutes: 15,
  places: 2,
  walkIns: 20,
};

/** The rules of one desk, new or changed. */
export function DeskForm(props: { desk?: DeskView; onDone: () => void }) {
  const text = useBookingText();
  const serviceName = useServiceName();
  const { desk } = props;
  const make = useAct(makeDesk);
  const change = useAct(changeDesk);
  const [name, setName] = useState(desk?.name ?? '');
  const [services, setServices] = useState<readonly BookedService[]>(desk?.services ?? ['examination']);
  const [spans, setSpans] = useState<readonly SpanForm[]>(desk?.spans ?? [usual]);
  const [closed, setClosed] = useState((desk?.closed ?? []).join(' '));
  const [isActive, setActive] = useState(desk?.active ?? true);
  const [isTold, setTold] = useState(false);
  const days = closed.split(/[\s,;]+/u).filter((day) => day !== '');
  const faults = {
    name: name.trim() === '',
    services: services.length === 0,
    spans: spans.length === 0 || spans.some((one) => one.days.length === 0) || areSpansWrong(spans),
    closed: days.some((day) => !/^\d{4}-\d{2}-\d{2}$/u.test(day)),
  };
  const save = (): void => {
    setTold(true);
    if (Object.values(faults).some(Boolean)) return;
    const form = {
      name: name.trim(),
      services: [...services],
      spans: [...spans],
      closed: days,
      active: isActive,
    };
    const done = { onSuccess: props.onDone };
    if (desk === undefined) make.mutate(form, done);
    else change.mutate({ id: desk.id, version: desk.version, ...form }, done);
  };
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <TextField
        label={text('form.name')}
        hint={text('form.name.hint')}
        error={isTold && faults.name ? text('form.name.needed') : undefined}
        value={name}
        maxLength={80}
        onChange={(event) => setName(event.target.value)}
      />
      <fieldset className="choice">
        <legend>{text('form.services')}</legend>
        <div className="choice-row">
          {serviceCodes.map((code) => (
            <label key={code} className="choice-one">
              <input
                type="checkbox"
                checked={services.includes(code)}
                onChange={({ target }) =>
                  setServices(target.checked ? [...services, code] : services.filter((one) => one !== code))
                }
              />
              <span>{serviceName(code)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      {isTold && faults.services && <p className="field-error">{text('form.services.needed')}</p>}
      {spans.map((span, at) => (
        <Span
          // The order of spans is what names them here: they have no other name.
          key={at}
          span={span}
          onChange={(next) => setSpans(spans.map((one, nth) => (nth === at ? next : one)))}
          onRemove={() => setSpans(spans.filter((_, nth) => nth !== at))}
        />
      ))}
      {isTold && faults.spans && <p className="field-error">{text('form.spans.wrong')}</p>}
      <p>
        <Button onClick={() => setSpans([...spans, { ...usual, from: '13:30', to: '16:30' }])}>
          {text('form.span.add')}
        </Button>
      </p>
      <TextField
        label={text('form.closed')}
        hint={text('form.closed.hint')}
        error={isTold && faults.closed ? text('form.closed.wrong') : undefined}
        value={closed}
        maxLength={1200}
        onChange={(event) => setClosed(event.target.value)}
      />
      <label className="row">
        <input type="checkbox" checked={isActive} onChange={({ target }) => setActive(target.checked)} />
        <span>{text('form.active')}</span>
      </label>
      <p className="quiet">{text('form.safe')}</p>
      {make.isError && <Trouble error={make.error} />}
      {change.isError && <Trouble error={change.error} />}
      <p>
        <Button type="submit" look="main" busy={make.isPending || change.isPending}>
          {text('form.save')}
        </Button>
      </p>
    </form>
  );
}

function Span(props: { span: SpanForm; onChange: (span: SpanForm) => void; onRemove: () => void }) {
  const text = useBookingText();
  const { span, onChange } = props;
  const number = (key: 'minutes' | 'places' | 'walkIns', min: number, max: number) => (
    <TextField
      label={text(`form.${key}`)}
      type="number"
      inputMode="numeric"
      min={min}
      max={max}
      value={span[key]}
      onChange={({ target }) =>
        onChange({ ...span, [key]: Math.min(max, Math.max(min, Math.round(Number(target.value)))) })
      }
    />
  );
  const clock = (key: 'from' | 'to') => (
    <TextField
      label={text(`form.${key}`)}
      type="time"
      value={span[key]}
      onChange={({ target }) => target.value !== '' && onChange({ ...span, [key]: target.value })}
    />
  );
  return (
    <div className="booking-span">
      <fieldset className="choice">
        <legend>{text('form.days')}</legend>
        <div className="choice-row">
          {weekDays.map((day) => (
            <label key={day} className="choice-one">
              <input
                type="checkbox"
                checked={span.days.includes(day)}
                onChange={({ target }) =>
                  onChange({
                    ...span,
                    days: weekDays.filter((one) => (one === day ? target.checked : span.days.includes(one))),
                  })
                }
              />
              <span>{text(`week.${day}`)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      {clock('from')}
      {clock('to')}
      {number('minutes', 5, 240)}
      {number('places', 1, 200)}
      {number('walkIns', 0, 100)}
      <p>
        <Button look="quiet" onClick={props.onRemove}>
          {text('form.span.remove')}
        </Button>
      </p>
    </div>
  );
}
