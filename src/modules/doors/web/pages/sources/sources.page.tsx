import { useMemo, useState } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { showMoment } from '#kernel/display/show-date.ts';
import { showDecimal } from '#kernel/display/show-number.ts';
import { useClient } from '#web/data/client-context.tsx';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Tag } from '#web/ui/card.tsx';
import { Choose } from '#web/ui/field.tsx';
import { Nothing, Skeleton, Trouble } from '#web/ui/view.tsx';
import { retrySource, type SourceSummary } from '../../../api.ts';
import { useDoorsText } from '../../parts/doors-text.ts';
import { useSources } from '../../queries.ts';
import '../../parts/doors.css';

const states = ['', 'received', 'taking', 'taken', 'partly', 'refused'] as const;
const doorIds = ['', 'insurance', 'hl7v2', 'fhir'] as const;
const tones = { received: 'info', taking: 'info', taken: 'good', partly: 'care', refused: 'danger' } as const;

/** What came in, and what became of it. */
export default function SourcesPage() {
  const text = useDoorsText();
  const [state, setState] = useState<SourceSummary['state'] | ''>('');
  const [door, setDoor] = useState<SourceSummary['door'] | ''>('');
  const query = useSources(state, door);
  const sources = useMemo(() => query.data?.pages.flatMap((page) => page.sources) ?? [], [query.data]);
  return (
    <div className="stack">
      <div>
        <h1>{text('sources.title')}</h1>
        <p className="quiet">{text('sources.what')}</p>
      </div>
      <div className="door-filters">
        <Choose
          label={text('sources.state')}
          value={state}
          options={states.map((value) => ({
            value,
            label: text(value === '' ? 'sources.all-states' : `sources.state.${value}`),
          }))}
          onChange={setState}
        />
        <Choose
          label={text('quarantine.door')}
          value={door}
          options={doorIds.map((value) => ({
            value,
            label: text(value === '' ? 'door.all' : `door.${value}`),
          }))}
          onChange={setDoor}
        />
      </div>
      {query.isPending && query.fetchStatus !== 'paused' && <Skeleton />}
      {query.isError && <Trouble error={query.error} retry={() => void query.refetch()} />}
      {query.data && sources.length === 0 && (
        <Nothing icon="inbox" title={text('sources.empty')}>
          <p>{text('sources.empty.what')}</p>
        </Nothing>
      )}
      {sources.length > 0 && (
        <section className="door-table" aria-label={text('sources.list')}>
          <table>
            <caption className="unseen">{text('sources.list')}</caption>
            <thead>
              <tr>
                <th scope="col">{text('col.source')}</th>
                <th scope="col">{text('sources.sender')}</th>
                <th scope="col">{text('col.received')}</th>
                <th scope="col">{text('sources.state')}</th>
                <th scope="col">{text('sources.result')}</th>
                <th scope="col">{text('sources.action')}</th>
              </tr>
            </thead>
            <tbody>
              {sources.map((source) => (
                <OneSource key={source.id} source={source} />
              ))}
            </tbody>
          </table>
        </section>
      )}
      {query.hasNextPage && (
        <p>
          <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {text('more')}
          </Button>
        </p>
      )}
    </div>
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
      <td data-label={text('col.received')}>{showMoment(source.receivedAt)}</td>
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
