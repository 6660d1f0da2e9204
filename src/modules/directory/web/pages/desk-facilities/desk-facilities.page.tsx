import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { showDecimal } from '#kernel/display/show-number.ts';
import { useClient, useEndpoint } from '#web/data/client-context.tsx';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Tag } from '#web/ui/card.tsx';
import { TextField } from '#web/ui/field.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { Nothing, Skeleton, Trouble } from '#web/ui/view.tsx';
import { findFacilities, openDesk } from '../../../api.ts';
import { facilityKinds, openingStates } from '../../../domain/facility-words.ts';
import { DeskHead } from '../../parts/desk-head.tsx';
import { useDeskText } from '../../parts/desk-text.ts';
import { useTyped } from '../../parts/use-typed.ts';

/** Facilities of one's place: find one, change it, add one. */
export default function DeskFacilitiesPage() {
  const text = useDeskText();
  const language = useLanguage();
  const client = useClient();
  const { typed, settled, type } = useTyped();
  const desk = useEndpoint(openDesk, {});
  const own = desk.data?.places.find((code) => /^\d{2}$/u.test(code));
  const query = useInfiniteQuery({
    queryKey: ['desk-facilities', settled, own],
    enabled: desk.isSuccess,
    initialPageParam: 0,
    queryFn: ({ pageParam, signal }) =>
      client.call(
        findFacilities,
        {
          ...(settled !== '' && { words: settled }),
          ...(own !== undefined && { province: own }),
          offset: pageParam,
        },
        { signal },
      ),
    getNextPageParam: ({ total }, pages) => {
      const seen = pages.reduce((sum, { facilities }) => sum + facilities.length, 0);
      return seen < total ? seen : undefined;
    },
    placeholderData: (before) => before,
  });
  const total = query.data?.pages[0]?.total ?? 0;
  const facilities = query.data?.pages.flatMap((page) => page.facilities) ?? [];
  return (
    <div className="stack">
      <div className="desk-head">
        <h1>{text('facilities.title')}</h1>
        <Link href="/directory/facilities/new" className="button button-main">
          <Icon name="place" />
          {text('facilities.new')}
        </Link>
      </div>
      <DeskHead />
      <search>
        <TextField
          label={text('facilities.find')}
          hint={text('facilities.find.hint')}
          icon="search"
          type="search"
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          value={typed}
          onChange={(event) => type(event.target.value)}
        />
      </search>
      <output className="quiet small">
        {query.isSuccess &&
          text(total >= 1000 ? 'facilities.total.many' : 'facilities.total', {
            n: showDecimal(String(total), language),
          })}
      </output>
      {query.isPending && <Skeleton />}
      {query.isError && <Trouble error={query.error} retry={() => void query.refetch()} />}
      {query.isSuccess && facilities.length === 0 && (
        <Nothing icon="place" title={text('facilities.none')}>
          <p>{text('facilities.none.what')}</p>
        </Nothing>
      )}
      <ul className="desk-list" aria-label={text('facilities.title')}>
        {facilities.map(({ id, name, code, kind, state, address }) => (
          <li key={id}>
            <Link href={`/directory/facilities/${id}`} className="desk-one">
              <span className="row-between">
                <span className="strong" lang="vi">
                  {name}
                </span>
                {state !== 'open' && <Tag tone="care">{openingStates[state][language]}</Tag>}
              </span>
              <span className="quiet small">
                {code} · {facilityKinds[kind][language]} · {address}
              </span>
            </Link>
          </li>
        ))}
      </ul>
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
