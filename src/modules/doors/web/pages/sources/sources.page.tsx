import { useMemo, useState } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { showMoment } from '#kernel/display/show-date.ts';
import { showDecimal } from '#kernel/display/show-number.ts';
import { useClient } from '#web/data/client-context.tsx';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Tag } from '#web/ui/card.tsx';
import { Nothing, Trouble } from '#web/ui/view.tsx';
import { retrySource, type SourceSummary } from '../../../api.ts';
import { DoorList, type DoorChoice } from '../../parts/door-list.tsx';
import { useDoorsText } from '../../parts/doors-text.ts';
import { useSources } from '../../queries.ts';

const states = ['', 'received', 'taking', 'taken', 'partly', 'refused'] as const;
const tones = { received: 'info', taking: 'info', taken: 'good', partly: 'care', refused: 'danger' } as const;

/** What came in, and what became of it. */
export default function SourcesPage() {
  const text = useDoorsText();
  const [state, setState] = useState<SourceSummary['state'] | ''>('');
  const [door, setDoor] = useState<DoorChoice>('');
  const query = useSources(state, door);
  const sources = useMemo(() => query.data?.pages.flatMap((page) => page.sources) ?? [], [query.data]);
  return (
    <DoorList
      title={text('sources.title')}
      what={text('sources.what')}
      list={text('sources.list')}
      state={{
        label: text('sources.state'),
        value: state,
        options: states.map((value) => ({
          value,
          label: text(value === '' ? 'sources.all-states' : `sources.state.${value}`),
        })),
        onChange: setState,
      }}
      door={door}
      onDoor={setDoor}
      query={query}
      items={sources}
      empty={
        <Nothing icon="inbox" title={text('sources.empty')}>
          <p>{text('sources.empty.what')}</p>
        </Nothing>
      }
      columns={[
        text('col.source'),
        text('sources.sender'),
        text('col.received'),
        text('sources.state'),
        text('sources.result'),
        text('sources.action'),
      ]}
      row={(source) => <OneSource key={source.id} source={source} />}
    />
  );
}

function OneSource(props: { source: SourceSummary }) {
  const text = useDoorsText();
  const language = useLanguage();
  const { source } = props;
  const { taken, updated, unchanged, retired } = source;
  return (
    <tr>
      <td data-label={text('col.source')}>
        <span className="strong">{source.fileName ?? text('sources.unnamed')}</span>
        <div className="quiet small">
          {text(`door.${source.door}`)} · {showDecimal((source.size / 1000).toFixed(1), language)} kB
        </div>
      </td>
      <td data-label={text('sources.sender')}>{source.facility ?? source.sender}</td>
      <td data-label={text('col.received')} className="door-moment">
        {showMoment(source.receivedAt)}
      </td>
      <td data-label={text('sources.state')}>
        <Tag tone={tones[source.state]}>{text(`sources.state.${source.state}`)}</Tag>
        {source.reason && <p className="small">{source.reason[language]}</p>}
      </td>
      <td data-label={text('sources.result')}>
        {text('sources.units', { n: source.units })}
        <div className="quiet small">{text('sources.taken', { taken, updated, unchanged, retired })}</div>
        {source.open > 0 && (
          <Tag tone="care" icon="warning">
            {text('sources.open', { n: source.open })}
          </Tag>
        )}
      </td>
      <td data-label={text('sources.action')}>
        <Retry source={source} />
      </td>
    </tr>
  );
}

function Retry(props: { source: SourceSummary }) {
  const text = useDoorsText();
  const client = useClient();
  const queries = useQueryClient();
  const retry = useMutation({
    mutationFn: () => client.call(retrySource, { id: props.source.id }),
    onSuccess: () => queries.invalidateQueries(),
  });
  return (
    <>
      <Button icon="retry" busy={retry.isPending} onClick={() => retry.mutate()}>
        {text('sources.retry')}
      </Button>
      {retry.isSuccess && <output className="small">{text('sources.retried')}</output>}
      {retry.isError && <Trouble error={retry.error} />}
    </>
  );
}
