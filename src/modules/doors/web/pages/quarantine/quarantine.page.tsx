import { useMemo, useState } from 'react';
import { Link } from 'wouter';
import { showMoment } from '#kernel/display/show-date.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Choose } from '#web/ui/field.tsx';
import { Nothing, Skeleton, Trouble } from '#web/ui/view.tsx';
import type { QuarantineItem } from '../../../api.ts';
import { useDoorsText } from '../../parts/doors-text.ts';
import { useQuarantine } from '../../queries.ts';
import '../../parts/doors.css';

const states = ['open', 'mended', 'dismissed'] as const;
const doorIds = ['', 'insurance', 'hl7v2', 'fhir'] as const;

/** What was refused and waits for a hand. */
export default function QuarantinePage() {
  const text = useDoorsText();
  const [state, setState] = useState<QuarantineItem['state']>('open');
  const [door, setDoor] = useState<QuarantineItem['door'] | ''>('');
  const query = useQuarantine(state, door);
  const items = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  return (
    <div className="stack">
      <div>
        <h1>{text('quarantine.title')}</h1>
        <p className="quiet">{text('quarantine.what')}</p>
      </div>
      <div className="door-filters">
        <Choose
          label={text('quarantine.state')}
          value={state}
          options={states.map((value) => ({ value, label: text(`state.${value}`) }))}
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
      {query.data && items.length === 0 && (
        <Nothing
          icon="check"
          title={text(state === 'open' ? 'quarantine.empty.open' : 'quarantine.empty.other')}
        >
          {state === 'open' && <p>{text('quarantine.empty.open.what')}</p>}
        </Nothing>
      )}
      {items.length > 0 && <Lines items={items} />}
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

function Lines(props: { items: readonly QuarantineItem[] }) {
  const text = useDoorsText();
  const language = useLanguage();
  return (
    <section className="door-table" aria-label={text('quarantine.list')}>
      <table>
        <caption className="unseen">{text('quarantine.list')}</caption>
        <thead>
          <tr>
            <th scope="col">{text('col.reason')}</th>
            <th scope="col">{text('col.where')}</th>
            <th scope="col">{text('col.source')}</th>
            <th scope="col">{text('col.received')}</th>
          </tr>
        </thead>
        <tbody>
          {props.items.map((item) => (
            <tr key={item.id}>
              <td data-label={text('col.reason')}>
                <Link href={`/quarantine/${item.id}`}>{item[language]}</Link>
              </td>
              <td data-label={text('col.where')}>
                <code>{text('where', { table: item.table, line: item.line, field: item.field })}</code>
                {item.visit && <div className="quiet small">{text('visit', { visit: item.visit })}</div>}
              </td>
              <td data-label={text('col.source')}>
                {item.fileName ?? text('sources.unnamed')}
                <div className="quiet small">
                  {[text(`door.${item.door}`), item.facility].filter(Boolean).join(' · ')}
                </div>
              </td>
              <td data-label={text('col.received')}>{showMoment(item.receivedAt)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
