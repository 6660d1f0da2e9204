import { useState } from 'react';
import { useEndpoint } from '#web/data/client-context.tsx';
import { useLanguage } from '#web/text/text-context.tsx';
import { Card } from '#web/ui/card.tsx';
import { Choose, TextArea, TextField } from '#web/ui/field.tsx';
import { readPlace } from '../../api.ts';
import type { FacilityForm } from '../../domain/facility-form.ts';
import {
  careLevels,
  departments,
  facilityKinds,
  keysOf,
  openingStates,
  ownerships,
  serviceKinds,
} from '../../domain/facility-words.ts';
import { PickCommune } from './pick.tsx';
import { useDeskText } from './desk-text.ts';

/** What the form holds, and how it is changed. */
export interface FacilityFields {
  readonly form: FacilityForm;
  /** Fields that the server would not take. */
  readonly wrong: ReadonlySet<string>;
  readonly change: (part: Partial<FacilityForm>) => void;
}

/** Name, codes, kind. */
export function Identity({ form, wrong, change }: FacilityFields) {
  const text = useDeskText();
  const language = useLanguage();
  const fault = (name: string): string | undefined =>
    wrong.has(name) ? text('edit.wrong.field') : undefined;
  const unset = { value: '', label: text('edit.unset') } as const;
  return (
    <Card title={text('edit.identity')} icon="place">
      <div className="desk-fields">
        <TextField
          label={text('edit.code')}
          inputMode="numeric"
          maxLength={5}
          value={form.code}
          error={fault('code')}
          onChange={(event) => change({ code: event.target.value })}
        />
        <div className="desk-wide">
          <TextField
            label={text('edit.name')}
            maxLength={300}
            value={form.name}
            error={fault('name')}
            onChange={(event) => change({ name: event.target.value })}
          />
        </div>
        <Choose
          label={text('edit.kind')}
          value={form.kind}
          options={keysOf(facilityKinds).map((value) => ({ value, label: facilityKinds[value][language] }))}
          onChange={(kind) => change({ kind })}
        />
        <Choose
          label={text('edit.level')}
          value={form.level ?? ''}
          options={[
            unset,
            ...keysOf(careLevels).map((value) => ({ value, label: careLevels[value][language] })),
          ]}
          onChange={(level) => change({ level: level === '' ? undefined : level })}
        />
        <Choose
          label={text('edit.ownership')}
          value={form.ownership ?? ''}
          options={[
            unset,
            ...keysOf(ownerships).map((value) => ({ value, label: ownerships[value][language] })),
          ]}
          onChange={(ownership) => change({ ownership: ownership === '' ? undefined : ownership })}
        />
        {(['licence', 'registration', 'healthCheck', 'prescription'] as const).map((name) => (
          <TextField
            key={name}
            label={text(`edit.codes.${name}`)}
            maxLength={50}
            value={form.codes[name] ?? ''}
            error={name === 'healthCheck' ? fault('codes') : undefined}
            onChange={(event) => change({ codes: { ...form.codes, [name]: event.target.value } })}
          />
        ))}
      </div>
    </Card>
  );
}

/** Where it is and how it is reached. */
export function Place({ form, wrong, change }: FacilityFields) {
  const text = useDeskText();
  const fault = (name: string): string | undefined =>
    wrong.has(name) ? text('edit.wrong.field') : undefined;
  const commune = useEndpoint(
    readPlace,
    { era: 'now', code: form.commune },
    { enabled: /^\d{5}$/u.test(form.commune) },
  );
  const name = commune.data === undefined ? '' : `${commune.data.name}, ${commune.data.province.name}`;
  return (
    <Card title={text('edit.place')} icon="place">
      <div className="desk-fields">
        <PickCommune
          chosen={name === '' ? text('edit.commune.none') : text('edit.commune.chosen', { name })}
          error={fault('commune')}
          onPick={(code) => change({ commune: code })}
        />
        {(['line', 'phone', 'email', 'web'] as const).map((field) => (
          <TextField
            key={field}
            label={text(`edit.${field}`)}
            maxLength={300}
            value={form[field] ?? ''}
            error={fault(field)}
            onChange={(event) => change({ [field]: event.target.value })}
          />
        ))}
        {(['latitude', 'longitude'] as const).map((field) => (
          <NumberField
            key={field}
            label={text(`edit.${field}`)}
            value={form[field]}
            error={fault(field)}
            onChange={(value) => change({ [field]: value })}
          />
        ))}
      </div>
    </Card>
  );
}

/** A number with point or comma; empty where there is none. */
function NumberField(props: {
  label: string;
  value: number | undefined;
  error: string | undefined;
  onChange: (value: number | undefined) => void;
}) {
  const [typed, setTyped] = useState(props.value === undefined ? '' : String(props.value));
  return (
    <TextField
      label={props.label}
      inputMode="decimal"
      maxLength={12}
      value={typed}
      error={props.error}
      onChange={(event) => {
        const next = event.target.value;
        setTyped(next);
        props.onChange(next.trim() === '' ? undefined : Number(next.replace(',', '.')));
      }}
    />
  );
}

/** Whether and when it is open, what it does, how many beds it has. */
export function Opening(props: FacilityFields & { hours: string; onHours: (typed: string) => void }) {
  const { form, wrong, change } = props;
  const text = useDeskText();
  const language = useLanguage();
  return (
    <Card title={text('edit.opening')} icon="calendar">
      <div className="stack">
        <div className="desk-fields">
          <Choose
            label={text('edit.state')}
            value={form.state}
            options={keysOf(openingStates).map((value) => ({ value, label: openingStates[value][language] }))}
            onChange={(state) => change({ state })}
          />
          <TextField
            label={text('edit.hours')}
            hint={text('edit.hours.hint')}
            maxLength={500}
            value={props.hours}
            error={wrong.has('hours') ? text('edit.hours.wrong') : undefined}
            onChange={(event) => props.onHours(event.target.value)}
          />
          <TextArea
            label={text('edit.note')}
            rows={2}
            maxLength={500}
            value={form.note ?? ''}
            onChange={(event) => change({ note: event.target.value })}
          />
        </div>
        <fieldset className="desk-checks">
          <legend>{text('edit.services')}</legend>
          {keysOf(serviceKinds).map((service) => (
            <label key={service}>
              <input
                type="checkbox"
                checked={form.services.includes(service)}
                onChange={(event) =>
                  change({
                    services: event.target.checked
                      ? [...form.services, service]
                      : form.services.filter((one) => one !== service),
                  })
                }
              />
              {serviceKinds[service][language]}
            </label>
          ))}
        </fieldset>
        <h3>{text('edit.beds')}</h3>
        <div className="desk-fields">
          {keysOf(departments).map((department) => (
            <TextField
              key={department}
              label={departments[department][language]}
              inputMode="numeric"
              maxLength={4}
              value={String(form.beds.find((one) => one.department === department)?.count ?? '')}
              error={wrong.has('beds') ? text('edit.wrong.field') : undefined}
              onChange={(event) => {
                const others = form.beds.filter((one) => one.department !== department);
                const typed = event.target.value.trim();
                change({ beds: typed === '' ? others : [...others, { department, count: Number(typed) }] });
              }}
            />
          ))}
        </div>
      </div>
    </Card>
  );
}
