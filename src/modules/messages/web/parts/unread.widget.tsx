import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from 'wouter';
import { useClient } from '#web/data/client-context.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { countUnread } from '../../api.ts';
import { useMessagesText } from '../messages-text.ts';
import '../messages.css';

/** While the page is in sight it is asked so often; on each return to it at once. */
const everyMs = 120_000;
const most = 99;

/** The bell: on every page of a citizen who has something to read, until she has read it. */
export function Unread() {
  const text = useMessagesText();
  const client = useClient();
  const [location] = useLocation();
  const { data } = useQuery({
    queryKey: [countUnread.method, countUnread.path],
    queryFn: ({ signal }) => client.call(countUnread, {}, { signal }),
    refetchInterval: everyMs,
    refetchOnWindowFocus: true,
  });
  const unread = data?.unread ?? 0;
  if (unread === 0 || location.startsWith('/messages')) return null;
  const count = unread >= most ? `${most}+` : String(unread);
  return (
    <aside className="frame-note no-print" aria-label={text('bell.label')}>
      <Link href="/messages" className="button button-quiet messages-bell">
        <Icon name="bell" />
        {text(unread === 1 ? 'bell.one' : 'bell.more', { count })}
      </Link>
    </aside>
  );
}
