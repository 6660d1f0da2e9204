import { useEffect, useLayoutEffect, useState, type RefObject } from 'react';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { TimelineRow } from './timeline-row.tsx';
import type { RowsProps } from './timeline-rows.ts';

/** Rows left below the window when the next page is asked for: about three screens, so that scrolling never waits. */
const rowsAhead = 60;

/** Only the rows near the window exist; each is measured as it appears, so any height is right. */
export function WindowedRows(props: RowsProps & { list: RefObject<HTMLOListElement | null> }) {
  const { list, rows, more, loadMore, onOpen, turn } = props;
  const top = useTopOf(list);
  // oxlint-disable-next-line react/incompatible-library -- the compiler that this warns about is not in use here
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => 64,
    overscan: 10,
    // React joins the work of one frame; without it each scroll event would lay the page out by itself.
    useFlushSync: false,
    scrollMargin: top,
    getItemKey: (place) => rows[place]?.key ?? place,
  });
  const items = virtual.getVirtualItems();
  const near = more && (items.at(-1)?.index ?? 0) > rows.length - rowsAhead;
  useEffect(() => {
    if (near) loadMore();
  }, [near, loadMore, rows.length]);
  const height = virtual.getTotalSize();
  useLayoutEffect(() => {
    if (list.current) list.current.style.height = `${height}px`;
  }, [list, height]);
  return items.map((item) => {
    const row = rows[item.index];
    return (
      row && (
        <li
          key={item.key}
          aria-setsize={more ? -1 : rows.length}
          aria-posinset={item.index + 1}
          data-index={item.index}
          ref={virtual.measureElement}
          className="timeline-row timeline-windowed"
          style={{ transform: `translateY(${item.start - virtual.options.scrollMargin}px)` }}
        >
          <TimelineRow row={row} onOpen={onOpen} turn={turn} />
        </li>
      )
    );
  });
}

/** How far below the top of the page an element begins; what stands above it may still be loading. */
function useTopOf(element: { readonly current: HTMLElement | null }): number {
  const [top, setTop] = useState(0);
  useEffect(() => {
    const measure = () => setTop(Math.round((element.current?.getBoundingClientRect().top ?? 0) + scrollY));
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(document.body);
    return () => watch.disconnect();
  }, [element]);
  return top;
}
