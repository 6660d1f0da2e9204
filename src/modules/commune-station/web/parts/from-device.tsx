import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { Notice } from '#web/ui/notice.tsx';
import type { Either } from '../here/use-either.ts';
import { useStationText } from './station-text.ts';

/** Says that figures were counted on this device, and what they cannot hold yet. */
export function DeviceNote() {
  const text = useStationText();
  return (
    <Notice tone="info">
      <p>{text('counted.here')}</p>
    </Notice>
  );
}

/** The same for lines that are read page by page. */
export function FromDevice<T>({ query }: { query: UseInfiniteQueryResult<InfiniteData<Either<T>>> }) {
  return query.data?.pages[0]?.from === 'device' && <DeviceNote />;
}
