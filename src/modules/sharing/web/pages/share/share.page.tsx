import { useState } from 'react';
import { Link } from 'wouter';
import { Button } from '#web/ui/button.tsx';
import { Skeleton, Trouble } from '#web/ui/view.tsx';
import { NewLink } from '../../parts/new-link.tsx';
import { OneLink } from '../../parts/one-link.tsx';
import { useLinks } from '../../queries.ts';
import { useSharingText } from '../../sharing-text.ts';
import '../../sharing.css';

/** Her links, who opened them, and a new one. */
export default function SharePage() {
  const text = useSharingText();
  const query = useLinks();
  const [isMaking, setMaking] = useState(false);
  const links = query.data?.pages.flatMap((page) => page.links);
  return (
    <div className="stack">
      <div>
        <h1>{text('share.title')}</h1>
        <p className="quiet">{text('share.what')}</p>
      </div>
      <div className="share-buttons">
        <Button look="main" onClick={() => setMaking(true)}>
          {text('share.new')}
        </Button>
        <Link className="button" href="/who-has-seen">
          {text('share.looks')}
        </Link>
        <Link className="button" href="/share/vaccinations">
          {text('share.shots')}
        </Link>
        <Link className="button" href="/emergency-card">
          {text('share.emergency')}
        </Link>
      </div>
      {query.isError && <Trouble error={query.error} retry={() => void query.refetch()} />}
      {links === undefined && !query.isError && <Skeleton />}
      {links?.length === 0 && <p>{text('share.none')}</p>}
      {links !== undefined && links.length > 0 && (
        <ul className="share-list">
          {links.map((link) => (
            <li key={link.id}>
              <OneLink link={link} />
            </li>
          ))}
        </ul>
      )}
      {query.hasNextPage && (
        <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {text('share.more')}
        </Button>
      )}
      {isMaking && <NewLink onClose={() => setMaking(false)} />}
    </div>
  );
}
