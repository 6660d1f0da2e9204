import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { showMoment } from '#kernel/display/show-date.ts';
import { useEndpoint } from '#web/data/client-context.tsx';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Tag } from '#web/ui/card.tsx';
import { Nothing, Trouble, View } from '#web/ui/view.tsx';
import { markNotices, readNotices, type ShownNotice } from '../../../api.ts';
import { useMessagesText } from '../../messages-text.ts';
import { useAct } from '../../use-act.ts';
import '../../messages.css';

const useMark = () => useAct(markNotices);
type Mark = ReturnType<typeof useMark>;

/** What she was told, newest first; opening one marks it as read. */
export default function InboxPage() {
  const text = useMessagesText();
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const cursor = cursors.at(-1);
  const query = useEndpoint(readNotices, cursor === undefined ? {} : { cursor }, { keep: true });
  const mark = useMark();
  return (
    <div className="stack messages-page">
      <h1>{text('inbox.title')}</h1>
      <p className="row">
        <Link href="/doctor" className="button button-main">
          {text('doctor.write')}
        </Link>
        <Link href="/messages/choices" className="button button-quiet">
          {text('choices.title')}
        </Link>
      </p>
      <View query={query}>
        {({ notices, unread, next }) => (
          <>
            {notices.length === 0 && (
              <Nothing icon="bell" title={text('inbox.none')}>
                <p>{text('inbox.none.what')}</p>
              </Nothing>
            )}
            {unread > 0 && (
              <p>
                <Button icon="check" busy={mark.isPending} onClick={() => mark.mutate({ seen: true })}>
                  {text('inbox.all-read')}
                </Button>
              </p>
            )}
            {mark.isError && <Trouble error={mark.error} />}
            <ul className="messages-list">
              {notices.map((notice) => (
                <OneNotice key={notice.id} notice={notice} mark={mark} />
              ))}
            </ul>
            <p className="row">
              {cursors.length > 0 && (
                <Button onClick={() => setCursors(cursors.slice(0, -1))}>{text('list.back')}</Button>
              )}
              {next !== undefined && (
                <Button onClick={() => setCursors([...cursors, next])}>{text('list.next')}</Button>
              )}
            </p>
          </>
        )}
      </View>
    </div>
  );
}

function OneNotice(props: { notice: ShownNotice; mark: Mark }) {
  const { notice, mark } = props;
  const { id, seen } = notice;
  const text = useMessagesText();
  const language = useLanguage();
  const [, go] = useLocation();
  return (
    <li className={seen ? 'messages-one' : 'messages-one messages-new'}>
      <p className="row">
        <span className="strong">{notice.title[language]}</span>
        {!seen && <Tag tone="info">{text('inbox.new')}</Tag>}
        {notice.urgent && <Tag tone="care">{text('inbox.urgent')}</Tag>}
      </p>
      <p className="messages-words">{notice.words[language]}</p>
      <p className="quiet small">
        {notice.about !== undefined && `${text('inbox.about', { name: notice.about })} · `}
        {showMoment(notice.toldAt)}
      </p>
      <p className="row">
        <Link
          href={notice.link}
          className="button button-plain"
          onClick={(event) => {
            event.preventDefault();
            // Read by being opened; where the mark does not get through it stays unread, which harms nobody.
            if (!seen) mark.mutate({ ids: [id], seen: true });
            go(notice.link);
          }}
        >
          {text('inbox.open')}
        </Link>
        <Button
          look="quiet"
          disabled={mark.isPending}
          onClick={() => mark.mutate({ ids: [id], seen: !seen })}
        >
          {text(seen ? 'inbox.unread' : 'inbox.read')}
        </Button>
      </p>
    </li>
  );
}
