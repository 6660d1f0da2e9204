import { Link } from 'wouter';
import { showDecimal } from '#kernel/display/show-number.ts';
import { WithDevice } from '#web/offline/device-context.tsx';
import { StatusLine } from '#web/offline/status-line.tsx';
import { useLanguage } from '#web/text/text-context.tsx';
import { Tag } from '#web/ui/card.tsx';
import { Skeleton, View } from '#web/ui/view.tsx';
import type { ProgrammeLine } from '../../../api.ts';
import { useProgrammesText } from '../../parts/programmes-text.ts';
import { useProgrammes } from '../../queries.ts';
import '../../parts/programmes.css';

/** All programmes of the station with how many are in them, due, and late. */
export default function ListPage() {
  return (
    <WithDevice waiting={<Skeleton lines={12} />}>
      <List />
    </WithDevice>
  );
}

function List() {
  const text = useProgrammesText();
  const query = useProgrammes();
  return (
    <div className="stack">
      <div>
        <h1>{text('list.title')}</h1>
        <p className="quiet">{text('list.what')}</p>
      </div>
      <StatusLine />
      <View query={query} lines={12}>
        {({ programmes }) => (
          <ul className="prog-list">
            {programmes.map((one) => (
              <Line key={one.code} one={one} />
            ))}
          </ul>
        )}
      </View>
    </div>
  );
}

function Line(props: { one: ProgrammeLine }) {
  const text = useProgrammesText();
  const language = useLanguage();
  const { one } = props;
  const number = (value: number): string => showDecimal(String(value), language);
  // Vaccinations have pages of their own.
  const href = one.isHere ? `/programmes/${one.code}` : '/immunisation';
  return (
    <li>
      <Link href={href} className="strong">
        {one.title[language]}
      </Link>
      <p className="small quiet">
        {one.isHere
          ? text(one.kind === 'event' ? 'list.events' : 'list.active', { n: number(one.active) })
          : text('list.elsewhere')}
      </p>
      {one.kind === 'register' && one.isHere && (
        <p className="prog-tags">
          {one.due > 0 && <Tag tone="care">{text('list.due', { n: number(one.due) })}</Tag>}
          {one.late > 0 && (
            <Tag tone="danger" icon="warning">
              {text('list.late', { n: number(one.late) })}
            </Tag>
          )}
        </p>
      )}
    </li>
  );
}
