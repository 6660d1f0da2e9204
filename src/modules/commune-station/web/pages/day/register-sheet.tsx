import { useState } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Patient } from '@medplum/fhirtypes';
import { ageOn, showAge } from '#kernel/display/show-age.ts';
import { showDay } from '#kernel/display/show-date.ts';
import type { FoundPerson } from '#kernel/offline/found-person.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { useDevice } from '#web/offline/device-context.tsx';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Choice, TextField } from '#web/ui/field.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { Trouble } from '#web/ui/view.tsx';
import {
  alikeOf,
  nobodyYet,
  patientOfPerson,
  problemsOfPerson,
  type NewPerson,
  type PersonProblem,
} from '../../../domain/people/new-person.ts';
import { useStation } from '../../here/use-station.ts';
import { FindOne } from '../../parts/find-one.tsx';
import { useStationText } from '../../parts/station-text.ts';

/** Registers somebody who is in no list, on this device: asked once whether she is one of those of her name and day. */
export function RegisterSheet(props: {
  typed: string;
  onClose: () => void;
  /** Somebody who was there already, or who is there now. */
  onPerson: (id: string) => void;
}) {
  const text = useStationText();
  const device = useDevice();
  const station = useStation();
  const queries = useQueryClient();
  const [person, setPerson] = useState<NewPerson>({
    ...nobodyYet,
    ...(/\d/.test(props.typed) ? {} : { name: props.typed }),
  });
  const [home, setHome] = useState<FoundPerson>();
  const [alike, setAlike] = useState<readonly FoundPerson[]>([]);
  const [tried, setTried] = useState(false);
  const problems = problemsOfPerson(person, dayInVietnam(device.now()));
  const problem = (...all: PersonProblem[]): string | undefined => {
    const found = problems.find((one) => all.includes(one));
    return tried && found !== undefined ? text(`register.${found}`) : undefined;
  };
  const change = (part: Partial<NewPerson>): void => {
    setPerson((before) => ({ ...before, ...part }));
    setAlike([]);
  };

  const register = useMutation({
    networkMode: 'always',
    mutationFn: async (isOther: boolean): Promise<string | undefined> => {
      if (!isOther) {
        const found = alikeOf(person, await device.search('people', person.name, 20));
        setAlike(found);
        if (found.length > 0) return undefined;
      }
      const held = station.data;
      if (held === undefined) throw new Error('no station');
      const patient = patientOfPerson(person, {
        id: device.newId(),
        stationId: held.stationId,
        stationCode: held.code,
        now: device.now(),
        home: home && (await device.read<Patient>('Patient', home.id)),
      });
      await device.write({
        resourceType: 'Bundle',
        type: 'transaction',
        entry: [{ resource: patient, request: { method: 'PUT', url: `Patient/${patient.id}` } }],
      });
      await queries.invalidateQueries({ queryKey: ['commune-station', 'people'] });
      return patient.id;
    },
    onSuccess: (id) => {
      if (id !== undefined) props.onPerson(id);
    },
  });

  return (
    <Sheet title={text('find.register')} onClose={props.onClose}>
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (problems.length === 0) register.mutate(false);
        }}
      >
        <TextField
          label={text('register.name.label')}
          value={person.name}
          autoComplete="off"
          error={problem('name')}
          onChange={(event) => change({ name: event.target.value })}
        />
        <TextField
          label={text('register.birth.label')}
          hint={text('register.birth.hint')}
          value={person.birth}
          autoComplete="off"
          error={problem('birth', 'future')}
          onChange={(event) => change({ birth: event.target.value })}
        />
        <Choice
          label={text('register.gender.label')}
          name="gender"
          value={person.gender}
          options={(['female', 'male'] as const).map((value) => ({ value, label: text(`gender.${value}`) }))}
          onChange={(gender) => change({ gender })}
        />
        {problem('gender') !== undefined && <p role="alert">{problem('gender')}</p>}
        <TextField
          label={text('register.number.label')}
          hint={text('register.number.hint')}
          inputMode="numeric"
          autoComplete="off"
          value={person.number}
          error={problem('number', 'number-other')}
          onChange={(event) => change({ number: event.target.value })}
        />
        <TextField
          label={text('register.phone.label')}
          inputMode="tel"
          autoComplete="off"
          value={person.phone}
          onChange={(event) => change({ phone: event.target.value })}
        />
        {home === undefined ? (
          <FindOne
            label={text('register.home.label')}
            hint={text('register.home.hint')}
            name="home"
            find={(words) => device.search('people', words, 6)}
            keyOf={({ id }) => id}
            labelOf={({ name, birthDate }) =>
              [name, showDay(birthDate)].filter((part) => part !== '').join(', ')
            }
            onPick={setHome}
          />
        ) : (
          <p className="row">
            <span>{text('register.home.with', { name: home.name })}</span>
            <Button look="quiet" icon="close" onClick={() => setHome(undefined)}>
              {text('remove', { name: home.name })}
            </Button>
          </p>
        )}
        {alike.length > 0 && (
          <Alike people={alike} onPerson={props.onPerson} onOther={() => register.mutate(true)} />
        )}
        {register.isError && <Trouble error={register.error} />}
        {alike.length === 0 && (
          <p>
            <Button look="main" icon="check" type="submit" busy={register.isPending}>
              {text('register.do')}
            </Button>
          </p>
        )}
      </form>
    </Sheet>
  );
}

/** Those of her name and day: twins and namesakes are asked about, never guessed. */
function Alike(props: {
  people: readonly FoundPerson[];
  onPerson: (id: string) => void;
  onOther: () => void;
}) {
  const text = useStationText();
  const language = useLanguage();
  const device = useDevice();
  return (
    <Notice tone="care" title={text('register.alike')} live>
      <ul className="station-list">
        {props.people.map(({ id, name, birthDate, place }) => (
          <li key={id} className="station-line">
            <div className="station-who">
              <strong>{name}</strong>
              <p className="quiet small">
                {[showDay(birthDate), showAge(ageOn(birthDate, device.now()), language), place]
                  .filter((part) => part !== undefined && part !== '')
                  .join(' · ')}
              </p>
            </div>
            <Button onClick={() => props.onPerson(id)}>{text('register.this')}</Button>
          </li>
        ))}
      </ul>
      <p>
        <Button look="main" onClick={props.onOther}>
          {text('register.other')}
        </Button>
      </p>
    </Notice>
  );
}
