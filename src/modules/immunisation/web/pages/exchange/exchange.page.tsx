import { useState } from 'react';
import { Link } from 'wouter';
import { showDay, showMoment } from '#kernel/display/show-date.ts';
import { Button } from '#web/ui/button.tsx';
import { Card, Tag } from '#web/ui/card.tsx';
import { TextField } from '#web/ui/field.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Nothing, Trouble, View } from '#web/ui/view.tsx';
import type { ExchangeView } from '../../../api.ts';
import { useImmunisationText } from '../../parts/immunisation-text.ts';
import { Places } from '../../parts/places.tsx';
import { useExchange, useMendIncoming, useMendOutgoing } from '../../queries.ts';

/** Reasons that have a sentence; of any other the code is shown. */
const told = new Set([
  'no-number',
  'no-birth-day',
  'no-sex',
  'no-day',
  'nobody',
  'several',
  'birth-differs',
  'before-birth',
  'no-result',
]);

/** Doses told to the national system and taken from it: how the line is, and what waits for somebody. */
export default function ExchangePage() {
  const text = useImmunisationText();
  const query = useExchange();
  return (
    <div className="stack">
      <Places />
      <div>
        <h1>{text('exchange.title')}</h1>
        <p className="quiet">{text('exchange.what')}</p>
      </div>
      <View query={query}>
        {(view) => (
          <>
            <Line view={view} />
            {view.outgoing.length === 0 && view.incoming.length === 0 && (
              <Nothing icon="check" title={text('exchange.empty')} />
            )}
            {view.outgoing.map((one) => (
              <Outgoing key={one.id} one={one} />
            ))}
            {view.incoming.map((one) => (
              <Incoming key={one.id} one={one} />
            ))}
          </>
        )}
      </View>
    </div>
  );
}

function Line(props: { view: ExchangeView }) {
  const text = useImmunisationText();
  const { line, waiting, told: count } = props.view;
  const state = !line.isSet
    ? 'unset'
    : line.state === 'down'
      ? 'down'
      : line.state === 'up'
        ? 'up'
        : 'unknown';
  return (
    <Notice tone={state === 'up' ? 'good' : state === 'down' ? 'care' : 'info'} title={text(`line.${state}`)}>
      {line.isSimulated && <p>{text('line.simulated')}</p>}
      <p>{text('line.counts', { waiting, told: count })}</p>
    </Notice>
  );
}

function Because(props: { because: string | undefined }) {
  const text = useImmunisationText();
  const { because } = props;
  if (because === undefined) return null;
  return (
    <p>
      {told.has(because) ? text(`because.${because as 'nobody'}`) : text('because.other', { code: because })}
    </p>
  );
}

function Outgoing(props: { one: ExchangeView['outgoing'][number] }) {
  const text = useImmunisationText();
  const mend = useMendOutgoing();
  const { one } = props;
  return (
    <Card title={one.name ?? text('hidden')} aside={<Tag tone="care">{text(`outgoing.${one.state}`)}</Tag>}>
      <Because because={one.because} />
      <p className="small quiet">{text('outgoing.since', { at: showMoment(one.since), n: one.tries })}</p>
      <div className="jab-actions">
        {one.name !== undefined && (
          <Link href={`/record/${one.patientId}/vaccines`}>{text('exchange.open')}</Link>
        )}
        <Button busy={mend.isPending} onClick={() => mend.mutate({ id: one.id, act: 'again' })}>
          {text('outgoing.again')}
        </Button>
        <Button
          look="quiet"
          busy={mend.isPending}
          onClick={() => mend.mutate({ id: one.id, act: 'dismiss' })}
        >
          {text('outgoing.dismiss')}
        </Button>
      </div>
      {mend.isError && <Trouble error={mend.error} />}
    </Card>
  );
}

function Incoming(props: { one: ExchangeView['incoming'][number] }) {
  const text = useImmunisationText();
  const mend = useMendIncoming();
  const [patientId, setPatientId] = useState('');
  const { one } = props;
  return (
    <Card title={one.dose?.name ?? text('hidden')} aside={<Tag tone="info">{text('incoming.open')}</Tag>}>
      {one.dose !== undefined && (
        <p>
          {text('incoming.dose', {
            vaccine: one.dose.vaccine,
            on: showDay(one.dose.on),
            birth: showDay(one.dose.birth),
          })}
        </p>
      )}
      <Because because={one.because} />
      <form
        className="jab-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (patientId.trim() !== '') mend.mutate({ id: one.id, act: 'take', patientId: patientId.trim() });
        }}
      >
        <TextField
          label={text('incoming.person')}
          hint={text('incoming.person.what')}
          autoComplete="off"
          value={patientId}
          onChange={(event) => setPatientId(event.target.value)}
        />
        <Button type="submit" busy={mend.isPending}>
          {text('incoming.take')}
        </Button>
        <Button
          look="quiet"
          busy={mend.isPending}
          onClick={() => mend.mutate({ id: one.id, act: 'dismiss' })}
        >
          {text('incoming.dismiss')}
        </Button>
      </form>
      {mend.isError && <Trouble error={mend.error} />}
    </Card>
  );
}
