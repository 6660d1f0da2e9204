import type { UseInfiniteQueryResult, InfiniteData } from '@tanstack/react-query';
import { Button } from '#web/ui/button.tsx';
import { Nothing, Skeleton, Trouble } from '#web/ui/view.tsx';
import type { LinesPage } from '../../api.ts';
import type { Register } from '../../domain/books/language.ts';
import type { Either } from '../here/use-either.ts';
import { LinesTable } from './lines-table.tsx';
import { useStationText } from './station-text.ts';

/** Lines page after page, in each of their states. */
export function PagedLines(props: {
  query: UseInfiniteQueryResult<InfiniteData<Either<LinesPage>>>;
  register: Register;
}) {
  const text = useStationText();
  const { query, register } = props;
  if (query.isPending) return <Skeleton lines={8} />;
  if (query.isError && query.data === undefined)
    return <Trouble error={query.error} retry={() => void query.refetch()} />;
  const lines = query.data.pages.flatMap(({ data }) => data.lines);
  if (lines.length === 0)
    return (
      <Nothing icon="documents" title={text('lines.none')}>
        <p>{text('lines.none.what')}</p>
      </Nothing>
    );
  return (
    <div className="stack-tight">
      <p className="quiet" role="status">
        {text('lines.n', { n: query.data.pages[0]!.data.total })}
      </p>
      <LinesTable register={register} lines={lines} />
      {query.hasNextPage && (
        <p>
          <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {text('lines.more')}
          </Button>
        </p>
      )}
    </div>
  );
}
