import { useState } from 'react';
import { showMoment } from '#kernel/display/show-date.ts';
import { showDecimal } from '#kernel/display/show-number.ts';
import { WithDevice } from '#web/offline/device-context.tsx';
import { StatusLine } from '#web/offline/status-line.tsx';
import { useShell } from '#web/shell/shell-context.tsx';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Card } from '#web/ui/card.tsx';
import { TextField } from '#web/ui/field.tsx';
import { LineChart } from '#web/ui/line-chart.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Nothing, Skeleton, Trouble, View } from '#web/ui/view.tsx';
import type { ShownFridge } from '../../../api.ts';
import { useImmunisationText } from '../../parts/immunisation-text.ts';
import { Places } from '../../parts/places.tsx';
import { useAddFridge, useAddReading, useColdChain } from '../../queries.ts';

/** Temperatures of the fridges over two weeks, and what lay in them when they were wrong. */
export default function ColdChainPage() {
  return (
    <WithDevice waiting={<Skeleton lines={8} />}>
      <ColdChain />
    </WithDevice>
  );
}

function ColdChain() {
  const text = useImmunisationText();
  const { me } = useShell();
  const query = useColdChain();
  const mayStore = me.permissions.includes('immunisation.store');
  return (
    <div className="stack">
      <Places />
      <StatusLine />
      <div>
        <h1>{text('cold.title')}</h1>
        <p className="quiet">{text('cold.what')}</p>
      </div>
      <View query={query} lines={8}>
        {({ fridges, range }) => (
          <>
            {fridges.length === 0 && <Nothing icon="trends" title={text('cold.empty')} />}
            {fridges.map((fridge) => (
              <Fridge key={fridge.id} fridge={fridge} range={range} mayStore={mayStore} />
            ))}
            {mayStore && <AddFridge />}
          </>
        )}
      </View>
    </div>
  );
}

function Fridge(props: {
  fridge: ShownFridge;
  range: { coldest: number; warmest: number };
  mayStore: boolean;
}) {
  const text = useImmunisationText();
  const language = useLanguage();
  const { fridge, range } = props;
  const degrees = (celsius: number) => `${showDecimal(String(celsius), language)} °C`;
  const last = fridge.readings.at(-1);
  return (
    <Card title={fridge.name} icon="trends">
      <div className="jab-stack">
        {fridge.isMissed && <Notice tone="care" title={text('cold.missed')} />}
        {last !== undefined && (
          <p>{text('cold.last', { value: degrees(last.celsius), at: showMoment(last.at) })}</p>
        )}
        {fridge.readings.length > 0 && (
          <LineChart
            language={language}
            label={text('cold.chart', { name: fridge.name, n: fridge.readings.length })}
            lines={[
              {
                name: fridge.name,
                low: String(range.coldest),
                high: String(range.warmest),
                points: fridge.readings.map(({ at, celsius }) => ({
                  at,
                  value: String(celsius),
                  ...(celsius > range.warmest && { flag: 'high' }),
                  ...(celsius < range.coldest && { flag: 'low' }),
                })),
              },
            ]}
          />
        )}
        {fridge.excursions.map((one) => (
          <Notice
            key={one.from}
            tone={one.to === undefined ? 'danger' : 'care'}
            title={text(`excursion.${one.kind}`, {
              value: degrees(one.furthest),
              from: showMoment(one.from),
            })}
          >
            <p>
              {one.to === undefined
                ? text('excursion.still')
                : text('excursion.until', { to: showMoment(one.to) })}{' '}
              {one.rightUntil !== undefined && text('excursion.right', { at: showMoment(one.rightUntil) })}
            </p>
            {one.kind === 'frost' && <p>{text('excursion.frost.what')}</p>}
            {one.lots.length > 0 && (
              <ul>
                {one.lots.map((lot) => (
                  <li key={lot.id}>
                    {text('excursion.lot', { vaccine: lot.vaccine, lot: lot.lotNumber, n: lot.shots })}
                  </li>
                ))}
              </ul>
            )}
          </Notice>
        ))}
        {props.mayStore && <AddReading id={fridge.id} />}
      </div>
    </Card>
  );
}

function AddReading(props: { id: string }) {
  const text = useImmunisationText();
  const add = useAddReading();
  const [typed, setTyped] = useState('');
  const [asked, setAsked] = useState(false);
  const value = /^-?\d{1,2}([.,]\d)?$/u.test(typed.trim())
    ? Number(typed.trim().replace(',', '.'))
    : undefined;
  return (
    <form
      className="jab-form"
      onSubmit={(event) => {
        event.preventDefault();
        setAsked(true);
        if (value === undefined) return;
        add.mutate(
          { id: props.id, celsius: value },
          {
            onSuccess: () => {
              setTyped('');
              setAsked(false);
            },
          },
        );
      }}
    >
      <TextField
        label={text('cold.reading')}
        inputMode="decimal"
        autoComplete="off"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        error={asked && value === undefined ? text('cold.reading.wrong') : undefined}
      />
      <Button type="submit" look="main" busy={add.isPending}>
        {text('cold.save')}
      </Button>
      {add.data !== undefined && add.data.judged !== 'right' && (
        <Notice tone="danger" live title={text(`alarm.${add.data.judged}`)} />
      )}
      {add.isError && <Trouble error={add.error} />}
    </form>
  );
}

function AddFridge() {
  const text = useImmunisationText();
  const add = useAddFridge();
  const [name, setName] = useState('');
  return (
    <Card title={text('fridge.title')}>
      <form
        className="jab-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== '') add.mutate({ name: name.trim() }, { onSuccess: () => setName('') });
        }}
      >
        <TextField
          label={text('fridge.name')}
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Button type="submit" busy={add.isPending}>
          {text('fridge.save')}
        </Button>
      </form>
      {add.isError && <Trouble error={add.error} />}
    </Card>
  );
}
