import { useState } from 'react';
import { showMoment } from '#kernel/display/show-date.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Choice } from '#web/ui/field.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import type { PersonOfOwn } from '../../api.ts';
import { settleTimes, type FoundSample } from '../../domain/bluetooth/settle-times.ts';
import { convertReading } from '../../domain/convert-reading.ts';
import { judgeReading } from '../../domain/judge-reading.ts';
import { kindsOfReading, type Instrument, type Sample } from '../../domain/reading.ts';
import { nameOfInstrument } from '../../domain/observation-of.ts';
import type { BluetoothGate } from '../bluetooth/gate.ts';
import { readDevice } from '../bluetooth/read-device.ts';
import { inZoneOfPhone } from '../local-time.ts';
import { useOwnText } from '../own-text.ts';
import { showValues } from '../show-values.ts';

interface Found {
  readonly instrument: Instrument;
  readonly samples: readonly FoundSample[];
  readonly faults: number;
}

type State = 'ready' | 'reading' | 'failed' | 'no-profile' | Found;

/** Readings of a device over Bluetooth: whose they are and which are kept is chosen before anything is saved. */
export function DeviceSheet(props: {
  gate: BluetoothGate;
  person: PersonOfOwn;
  /** By the centre's clock. */
  now: () => Date;
  onSave: (samples: readonly Sample[], instrument: Instrument) => void;
  onClose: () => void;
}) {
  const { gate, person, onSave, onClose } = props;
  const text = useOwnText();
  const [state, setState] = useState<State>('ready');
  const [count, setCount] = useState(0);
  const read = async () => {
    setState('reading');
    setCount(0);
    try {
      const { instrument, readings, faults, clock } = await readDevice(gate, setCount);
      const clocks = { now: props.now(), phone: new Date(), device: clock, zone: inZoneOfPhone };
      const samples = settleTimes(readings, clocks, () => crypto.randomUUID());
      setState({ instrument, samples, faults: faults.length });
    } catch (error) {
      const isNone = error instanceof DOMException && error.name === 'NotFoundError';
      setState(
        isNone ? 'ready' : error instanceof Error && error.message === 'no profile' ? 'no-profile' : 'failed',
      );
    }
  };
  return (
    <Sheet title={text('device.title')} onClose={onClose}>
      <div className="stack">
        <p className="strong">{text('for', { name: person.name })}</p>
        {typeof state === 'string' && <p>{text('device.what')}</p>}
        {state === 'reading' && <output className="strong">{text('device.reading', { n: count })}</output>}
        {(state === 'failed' || state === 'no-profile') && (
          <Notice tone="care" title={text(`device.${state}`)} live>
            <p>{text(`device.${state}.what`)}</p>
          </Notice>
        )}
        {typeof state === 'string' && (
          <p>
            <Button look="main" icon="phone" busy={state === 'reading'} onClick={() => void read()}>
              {text('device.choose')}
            </Button>
          </p>
        )}
        {typeof state !== 'string' && (
          <FoundList
            found={state}
            person={person}
            now={props.now}
            onSave={onSave}
            again={() => void read()}
          />
        )}
      </div>
    </Sheet>
  );
}

const userKey = (person: string, instrument: Instrument): string =>
  `sen.own.user.${person}.${nameOfInstrument(instrument)}`;

function FoundList(props: {
  found: Found;
  person: PersonOfOwn;
  now: () => Date;
  onSave: (samples: readonly Sample[], instrument: Instrument) => void;
  again: () => void;
}) {
  const { found, person, onSave } = props;
  const { samples, instrument, faults } = found;
  const text = useOwnText();
  const language = useLanguage();
  const users = [...new Set(samples.flatMap(({ user }) => user ?? []))].toSorted((a, b) => a - b);
  const key = userKey(person.id, instrument);
  const [now] = useState(props.now);
  const [user, setUser] = useState(() => {
    const known = localStorage.getItem(key);
    return users.length === 0 ? 'all' : known !== null && users.includes(Number(known)) ? known : '';
  });
  const shown = samples
    .filter((one) => user === 'all' || (user !== '' && (one.user === undefined || String(one.user) === user)))
    .map((sample) => ({
      sample,
      judged: judgeReading(sample, { now, birthDate: person.birthDate }),
    }));
  const [left, setLeft] = useState<ReadonlySet<string>>(
    // A time that cannot be true may be of another day: such a line of a memory is kept only where she says that it is of now.
    () =>
      new Set(
        samples.filter(({ isTimeless, stamp }) => isTimeless && stamp !== undefined).map(({ id }) => id),
      ),
  );
  const taken = shown.filter(({ sample, judged }) => 'values' in judged && !left.has(sample.id));
  const save = () => {
    if (users.length > 0) localStorage.setItem(key, user);
    onSave(
      taken.map(({ sample: { user: _user, isTimeless: _timeless, ...sample } }) => sample),
      instrument,
    );
  };
  if (samples.length === 0)
    return (
      <Notice tone="info" title={text('device.nothing')}>
        <p>{text(faults > 0 ? 'device.nothing.faults' : 'device.nothing.what')}</p>
        <p>
          <Button icon="retry" onClick={props.again}>
            {text('device.again')}
          </Button>
        </p>
      </Notice>
    );
  return (
    <>
      <p>{text('device.found', { n: samples.length, device: nameOfInstrument(instrument) })}</p>
      {users.length > 0 && (
        <Choice
          label={text('device.user', { name: person.name })}
          name="own-user"
          value={user}
          options={users.map((one) => ({ value: String(one), label: text('device.user.n', { n: one }) }))}
          onChange={setUser}
        />
      )}
      <ul className="line-list">
        {shown.map(({ sample, judged }) => {
          const { ucum } = kindsOfReading[sample.kind];
          const values = sample.values.map((one) => convertReading(sample.kind, one, sample.unit) ?? one);
          return (
            <li key={sample.id}>
              <label className="own-check">
                <input
                  type="checkbox"
                  disabled={'refuse' in judged}
                  checked={'values' in judged && !left.has(sample.id)}
                  onChange={(event) => {
                    const next = new Set(left);
                    if (event.target.checked) next.delete(sample.id);
                    else next.add(sample.id);
                    setLeft(next);
                  }}
                />
                <span>
                  {text(`kind.${sample.kind}`)}: <b>{showValues(values, ucum, language)}</b>
                  <br />
                  <span className="quiet small">
                    {sample.isTimeless
                      ? text(sample.stamp === undefined ? 'device.now' : 'device.timeless')
                      : showMoment(sample.at)}
                    {sample.doubts?.map((doubt) => ` · ${text(`doubt.${doubt}`)}`)}
                  </span>
                  {'refuse' in judged && (
                    <span className="field-error">{text(`refused.${judged.refuse}`)}</span>
                  )}
                </span>
              </label>
            </li>
          );
        })}
      </ul>
      {faults > 0 && <p className="quiet small">{text('device.faults', { n: faults })}</p>}
      <p>
        <Button look="main" disabled={taken.length === 0} onClick={save}>
          {text('device.save', { n: taken.length })}
        </Button>
      </p>
    </>
  );
}
