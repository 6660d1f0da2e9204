import { useState, type FormEvent } from 'react';
import { Button } from '#web/ui/button.tsx';
import { Card } from '#web/ui/card.tsx';
import { TextField } from '#web/ui/field.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Trouble } from '#web/ui/view.tsx';
import { useFindWorkers, useIssue } from '../queries.ts';
import { useSignaturesText } from './signatures-text.ts';

/** Finds a worker and a facility by name and issues her certificate there. */
export function NewCertificate() {
  const text = useSignaturesText();
  const find = useFindWorkers();
  const issue = useIssue();
  const [name, setName] = useState('');
  const [facility, setFacility] = useState('');
  const [worker, setWorker] = useState('');
  const [place, setPlace] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    issue.reset();
    setWorker('');
    setPlace('');
    find.mutate({ name, facility });
  };
  const found = find.data;
  const isNobody = found !== undefined && (found.workers.length === 0 || found.facilities.length === 0);
  return (
    <Card title={text('issue.new')} icon="person">
      <form onSubmit={submit} className="stack-tight">
        <div className="sign-fields">
          <TextField
            label={text('issue.name')}
            value={name}
            autoComplete="off"
            onChange={({ currentTarget }) => setName(currentTarget.value)}
          />
          <TextField
            label={text('issue.facility')}
            value={facility}
            autoComplete="off"
            onChange={({ currentTarget }) => setFacility(currentTarget.value)}
          />
        </div>
        <p>
          <Button
            type="submit"
            icon="search"
            busy={find.isPending}
            disabled={name.trim().length < 2 || facility.trim().length < 2}
          >
            {text('issue.find')}
          </Button>
        </p>
      </form>
      {find.isError && <Trouble error={find.error} />}
      {issue.isError && <Trouble error={issue.error} />}
      {issue.data && <Notice tone="good" title={text('issue.done', { name: issue.data.name })} live />}
      {isNobody && <p className="quiet">{text('issue.nobody')}</p>}
      {found !== undefined && !isNobody && issue.data === undefined && (
        <div className="stack-tight">
          <Choice
            legend={text('issue.worker')}
            group="worker"
            chosen={worker}
            choose={setWorker}
            options={found.workers.map(({ id, name: said, licence }) => ({
              id,
              label: `${said} · ${licence ?? text('issue.no-licence')}`,
            }))}
          />
          <Choice
            legend={text('certificate.facility')}
            group="place"
            chosen={place}
            choose={setPlace}
            options={found.facilities.map(({ id, name: said }) => ({ id, label: said }))}
          />
          <p>
            <Button
              look="main"
              icon="key"
              busy={issue.isPending}
              disabled={worker === '' || place === ''}
              onClick={() => issue.mutate({ practitionerId: worker, facilityId: place })}
            >
              {text('issue.do')}
            </Button>
          </p>
        </div>
      )}
    </Card>
  );
}

function Choice(props: {
  legend: string;
  group: string;
  chosen: string;
  choose: (id: string) => void;
  options: readonly { readonly id: string; readonly label: string }[];
}) {
  return (
    <fieldset className="sign-choice">
      <legend>{props.legend}</legend>
      {props.options.map(({ id, label }) => (
        <label key={id} className="sign-check">
          <input
            type="radio"
            name={props.group}
            checked={props.chosen === id}
            onChange={() => props.choose(id)}
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
}
