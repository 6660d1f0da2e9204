import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from 'wouter';
import { showClock, showDay } from '#kernel/display/show-date.ts';
import type { Endpoint } from '#kernel/contract.ts';
import { useClient } from '#web/data/client-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { readDutyNotices, readOwnNotices, seeDutyNotices, seeOwnNotices } from '../../api.ts';
import { openingsPath, ownAccessPath } from '../paths.ts';
import { useAccessText } from './access-text.ts';
import { useNews, type News as Told } from './use-news.ts';

interface News {
  readonly read: typeof readOwnNotices;
  readonly see: Endpoint<{ ids: string[] }, Told>;
  readonly path: string;
  readonly word: 'own' | 'duty';
}

const own: News = { read: readOwnNotices, see: seeOwnNotices, path: ownAccessPath, word: 'own' };
const duty: News = { read: readDutyNotices, see: seeDutyNotices, path: openingsPath, word: 'duty' };

/** On every page of a person whose record was opened by a reason, until she has looked. */
export function OwnNews() {
  return <Strip news={own} />;
}

/** On every page of a supervisor at whose facility a record was opened by a reason, until she has looked. */
export function DutyNews() {
  return <Strip news={duty} />;
}

function Strip(props: { news: News }) {
  const text = useAccessText();
  const client = useClient();
  const queries = useQueryClient();
  const { read, see, path, word } = props.news;
  const queryKey = [read.method, read.path];
  const told = useNews(read);
  const looked = useMutation({
    mutationFn: (ids: string[]) => client.call(see, { ids }),
    onSuccess: (left) => queries.setQueryData(queryKey, left),
  });
  const notices = told?.notices ?? [];
  const [newest] = notices;
  if (newest === undefined) return null;
  const at = `${showClock(newest.openedAt)} ${showDay(newest.openedAt)}`;
  const title =
    notices.length === 1
      ? text(`news.${word}.one.${newest.kind}`, { at })
      : text(`news.${word}.more`, { count: String(notices.length), at });
  return (
    <aside className="frame-note no-print" aria-label={text('news.label')}>
      <Notice tone="care" title={title} live>
        <p className="row">
          <Link href={path} className="button button-quiet">
            {text(`news.${word}.open`)}
          </Link>
          <Button
            look="quiet"
            busy={looked.isPending}
            onClick={() => looked.mutate(notices.map(({ id }) => id))}
          >
            {text('news.seen')}
          </Button>
        </p>
      </Notice>
    </aside>
  );
}
