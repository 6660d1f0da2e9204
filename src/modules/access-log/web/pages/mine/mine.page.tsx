import { useState } from 'react';
import { formatDay } from '#kernel/vietnam/date.ts';
import { useText } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Choice } from '#web/ui/field.tsx';
import { Nothing, Skeleton, Trouble } from '#web/ui/view.tsx';
import type { LookView } from '../../../api.ts';
import type vi from '../../access-log.vi.json';
import { ComplainSheet } from '../../parts/complain-sheet.tsx';
import { OneLook } from '../../parts/one-look.tsx';
import { OwnComplaints } from '../../parts/own-complaints.tsx';
import { useOwnLooks } from '../../queries.ts';
import '../../parts/access-log.css';

type Filter = 'others' | 'loud' | 'all';

/** Who has seen the reader's record: who, where, what for, when; and a way to say that it was wrong. */
export default function OwnLooksPage() {
  const text = useText<typeof vi>();
  const query = useOwnLooks();
  const [filter, setFilter] = useState<Filter>('others');
  const [wrong, setWrong] = useState<LookView>();
  const pages = query.data?.pages;
  return (
    <div className="stack">
      <div>
        <h1>{text('mine.title')}</h1>
        <p className="quiet looks-what">{text('mine.what')}</p>
      </div>
      {pages === undefined && !query.isError && <Skeleton />}
      {query.isError && <Trouble error={query.error} retry={() => void query.refetch()} />}
      {pages !== undefined && (
        <>
          <OwnComplaints complaints={pages[0]?.complaints ?? []} />
          <Choice
            label={text('mine.filter')}
            name="looks"
            value={filter}
            options={[
              { value: 'others', label: text('mine.others') },
              { value: 'loud', label: text('mine.loud') },
              { value: 'all', label: text('mine.all') },
            ]}
            onChange={setFilter}
          />
          <Days looks={pages.flatMap(({ looks }) => looks).filter(fits[filter])} onWrong={setWrong} />
          {query.hasNextPage && (
            <p>
              <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                {text('mine.more')}
              </Button>
            </p>
          )}
        </>
      )}
      {wrong !== undefined && <ComplainSheet look={wrong} onClose={() => setWrong(undefined)} />}
    </div>
  );
}

const fits: Readonly<Record<Filter, (look: LookView) => boolean>> = {
  all: () => true,
  others: ({ isOwn }) => !isOwn,
  loud: ({ isEmergency, isRefused }) => isEmergency || isRefused,
};

function Days(props: { looks: readonly LookView[]; onWrong: (look: LookView) => void }) {
  const text = useText<typeof vi>();
  if (props.looks.length === 0)
    return (
      <Nothing icon="show" title={text('mine.empty')}>
        <p>{text('mine.empty.what')}</p>
      </Nothing>
    );
  const days = [...Map.groupBy(props.looks, ({ day }) => day)];
  return (
    <div className="stack">
      {days.map(([day, looks]) => (
        <section key={day} aria-label={formatDay(day)} className="stack-tight">
          <p className="strong">{formatDay(day)}</p>
          <ul className="looks-day">
            {looks.map((look) => (
              <li key={look.lineId}>
                <OneLook look={look} onWrong={() => props.onWrong(look)} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
