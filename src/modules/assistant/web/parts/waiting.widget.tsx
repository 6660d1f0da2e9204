import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from 'wouter';
import { useClient } from '#web/data/client-context.tsx';
import { useText } from '#web/text/text-context.tsx';
import { Tag } from '#web/ui/card.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { countFacilityAlerts, mostCounted } from '../../domain/count-contract.ts';
import type vi from '../news.vi.json';

/** While the page is in sight it is asked so often; on each return to it at once. */
const everyMs = 120_000;

/** On every page of the station while alerts wait for it; how many of them are late stands in red. */
export function Waiting() {
  const text = useText<typeof vi>();
  const client = useClient();
  const [location] = useLocation();
  const { data } = useQuery({
    queryKey: [countFacilityAlerts.method, countFacilityAlerts.path],
    queryFn: ({ signal }) => client.call(countFacilityAlerts, {}, { signal }),
    refetchInterval: everyMs,
    refetchOnWindowFocus: true,
  });
  const { open, late } = data ?? { open: 0, late: 0 };
  if (open === 0 || location.startsWith('/alerts')) return null;
  const count = (n: number): string => (n >= mostCounted ? `${mostCounted - 1}+` : String(n));
  return (
    <aside className="frame-note no-print" aria-label={text('news.label')}>
      <Link href="/alerts" className="button button-quiet">
        <Icon name="bell" />
        {text('news.open', { count: count(open) })}
        {late > 0 && <Tag tone="danger">{text('news.late', { count: count(late) })}</Tag>}
      </Link>
    </aside>
  );
}
