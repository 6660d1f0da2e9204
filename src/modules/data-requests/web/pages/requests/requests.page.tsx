import { useState } from 'react';
import { useShell } from '#web/shell/shell-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Nothing, Skeleton, Trouble } from '#web/ui/view.tsx';
import { AskSheet } from '../../parts/ask-sheet.tsx';
import { useRequestsText } from '../../parts/requests-text.ts';
import { OneRequest } from '../../parts/one-request.tsx';
import { TraceKey } from '../../parts/trace-key.tsx';
import { useRequests } from '../../queries.ts';
import '../../parts/data-requests.css';

/** Data without names: who asks for what and why, who agreed, and what left. */
export default function DataRequestsPage() {
  const text = useRequestsText();
  const { me } = useShell();
  const query = useRequests();
  const [asking, setAsking] = useState(false);
  const asks = me.permissions.includes('data-requests.ask');
  const requests = query.data?.pages.flatMap((page) => page.requests) ?? [];
  return (
    <div className="stack">
      <div className="requests-head">
        <div>
          <h1>{text('title')}</h1>
          <p className="quiet requests-what">{text(asks ? 'what.ask' : 'what.decide')}</p>
        </div>
        {asks && (
          <Button look="main" icon="documents" onClick={() => setAsking(true)}>
            {text('ask')}
          </Button>
        )}
      </div>
      {me.permissions.includes('data-requests.agree-protection') && <TraceKey />}
      {query.isError && <Trouble error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && !query.isError && <Skeleton />}
      {query.data && requests.length === 0 && (
        <Nothing icon="documents" title={text('empty')}>
          <p>{text(asks ? 'empty.ask' : 'empty.decide')}</p>
        </Nothing>
      )}
      {requests.length > 0 && (
        <ul className="requests" aria-label={text('title')}>
          {requests.map((request) => (
            <li key={request.id}>
              <OneRequest request={request} />
            </li>
          ))}
        </ul>
      )}
      {query.hasNextPage && (
        <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {text('more')}
        </Button>
      )}
      {asking && <AskSheet onClose={() => setAsking(false)} />}
    </div>
  );
}
