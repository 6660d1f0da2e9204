import { useMemo, useState } from 'react';
import { foldText } from '#kernel/fhir/fold.ts';
import type { PageProps } from '#web/shell/define-page.ts';
import { Button } from '#web/ui/button.tsx';
import { TextField } from '#web/ui/field.tsx';
import { Nothing, View } from '#web/ui/view.tsx';
import type { Series } from '../../../api.ts';
import { EntrySheet } from '../../parts/later-sheet.tsx';
import { useOpened } from '../../parts/opened.ts';
import { useRecordText } from '../../parts/record-text.ts';
import { TrendCard } from '../../parts/trend-card.tsx';
import { useTrends } from '../../queries.ts';
import './trends.css';

/** Charts drawn before the reader asks for more; the first ones are measured most often. */
const firstShown = 12;

/** Measurements and tests over time. */
export default function TrendsPage(props: PageProps) {
  const patientId = props.params['patientId'] ?? '';
  const text = useRecordText();
  const query = useTrends(patientId);
  const { opened, open, close } = useOpened();
  return (
    <>
      <div className="page-head">
        <h1>{text('trends.title')}</h1>
      </div>
      <View query={query} lines={8}>
        {({ series }) =>
          series.length === 0 ? (
            <Nothing icon="trends" title={text('trends.empty')}>
              <p>{text('trends.empty.what')}</p>
            </Nothing>
          ) : (
            <Charts series={series} onOpen={open} />
          )
        }
      </View>
      {opened !== undefined && (
        <EntrySheet key={opened} patientId={patientId} reference={opened} onOpen={open} onClose={close} />
      )}
    </>
  );
}

function Charts(props: { series: readonly Series[]; onOpen: (id: string) => void }) {
  const text = useRecordText();
  const [typed, setTyped] = useState('');
  const found = useMemo(() => {
    const words = foldText(typed).split(' ');
    return props.series.filter(({ title, code }) =>
      words.every((word) => foldText(`${title} ${code ?? ''}`).includes(word)),
    );
  }, [props.series, typed]);
  return (
    <div className="stack">
      <p className="quiet">{text('trends.what')}</p>
      {props.series.length > 6 && (
        <div className="trend-search no-print">
          <TextField
            label={text('trends.search')}
            icon="search"
            type="search"
            autoComplete="off"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </div>
      )}
      <Group
        title={text('trends.vitals')}
        series={found.filter(({ kind }) => kind === 'vital')}
        onOpen={props.onOpen}
      />
      <Group
        title={text('trends.tests')}
        series={found.filter(({ kind }) => kind === 'test')}
        onOpen={props.onOpen}
      />
      {found.length === 0 && <Nothing icon="search" title={text('timeline.none')} />}
    </div>
  );
}

function Group(props: { title: string; series: readonly Series[]; onOpen: (id: string) => void }) {
  const text = useRecordText();
  const [all, setAll] = useState(false);
  const { series } = props;
  if (series.length === 0) return null;
  const shown = all ? series : series.slice(0, firstShown);
  return (
    <section>
      <h2>{props.title}</h2>
      <div className="trend-grid">
        {shown.map((one) => (
          <TrendCard key={one.key} series={one} onOpen={props.onOpen} />
        ))}
      </div>
      {shown.length < series.length && (
        <p className="page-actions">
          <Button onClick={() => setAll(true)}>
            {text('trends.more', { n: series.length - shown.length })}
          </Button>
        </p>
      )}
    </section>
  );
}
