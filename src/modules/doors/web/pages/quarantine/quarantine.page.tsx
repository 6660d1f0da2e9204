import { useMemo, useState } from 'react';
import { Link } from 'wouter';
import { showMoment } from '#kernel/display/show-date.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { Nothing } from '#web/ui/view.tsx';
import type { QuarantineItem } from '../../../api.ts';
import { DoorList, type DoorChoice } from '../../parts/door-list.tsx';
import { useDoorsText } from '../../parts/doors-text.ts';
import { useQuarantine } from '../../queries.ts';

const states = ['open', 'mended', 'dismissed'] as const;

/** What was refused and waits for a hand. */
export default function QuarantinePage() {
  const text = useDoorsText();
  const [state, setState] = useState<QuarantineItem['state']>('open');
  const [door, setDoor] = useState<DoorChoice>('');
  const query = useQuarantine(state, door);
  const items = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  return (
    <DoorList
      title={text('quarantine.title')}
      what={text('quarantine.what')}
      list={text('quarantine.list')}
      state={{
        label: text('quarantine.state'),
        value: state,
        options: states.map((value) => ({ value, label: text(`state.${value}`) })),
        onChange: setState,
      }}
      door={door}
      onDoor={setDoor}
      query={query}
      items={items}
      empty={
        <Nothing
          icon="check"
          title={text(state === 'open' ? 'quarantine.empty.open' : 'quarantine.empty.other')}
        >
          {state === 'open' && <p>{text('quarantine.empty.open.what')}</p>}
        </Nothing>
      }
      columns={[text('col.reason'), text('col.where'), text('col.source'), text('col.received')]}
      row={(item) => <Held key={item.id} item={item} />}
    />
  );
}

function Held(props: { item: QuarantineItem }) {
  const text = useDoorsText();
  const language = useLanguage();
  const { item } = props;
  return (
    <tr>
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
      <td data-label={text('col.received')} className="door-moment">
        {showMoment(item.receivedAt)}
      </td>
    </tr>
  );
}
