import {
  memo,
  useCallback,
  useDeferredValue,
  useEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
} from 'react';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { Button } from '#web/ui/button.tsx';
import type { TimelineEntry } from '../../api.ts';
import { EntryRow } from './entry-row.tsx';
import { GroupRow } from './group-row.tsx';
import { useRecordText } from './record-text.ts';
import { timelineRows, type TimelineRow } from './timeline-rows.ts';
import { VisitRow } from './visit-row.tsx';

/** Rows left below the window when the next page is asked for: about three screens, so that scrolling never waits. */
const rowsAhead = 60;

/** Only the rows near the window exist; each is measured as it appears, so any height is right. */
export function TimelineList(props: {
  entries: readonly TimelineEntry[];
  foldNothing: boolean;
  more: boolean;
  loadMore: () => void;
  onOpen: (id: string) => void;
}) {
  const text = useRecordText();
  const list = useRef<HTMLOListElement>(null);
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set());
  const { entries, foldNothing, more, loadMore, onOpen } = props;
  const rows = useDeferredValue(
    useMemo(() => timelineRows(entries, turned, foldNothing), [entries, turned, foldNothing]),
  );
  const turn = useCallback((id: string) => setTurned((before) => toggled(before, id)), []);
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
  return (
    // The list itself takes no key: it hands the arrow keys of its own buttons on to their neighbours.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <ol
      ref={list}
      aria-label={text('timeline.list')}
      className="timeline"
      style={{ height: virtual.getTotalSize() }}
      onKeyDown={moveFocus}
    >
      {items.map((item) => {
        const row = rows[item.index];
        return (
          row && (
            <li
              key={item.key}
              aria-setsize={more ? -1 : rows.length}
              aria-posinset={item.index + 1}
              data-index={item.index}
              ref={virtual.measureElement}
              className="timeline-row"
              style={{ transform: `translateY(${item.start - virtual.options.scrollMargin}px)` }}
            >
              <Row row={row} onOpen={onOpen} turn={turn} />
            </li>
          )
        );
      })}
    </ol>
  );
}

function toggled(before: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const after = new Set(before);
  if (!after.delete(id)) after.add(id);
  return after;
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

/** Arrow keys walk from line to line, as in every list of Sen. */
function moveFocus(event: KeyboardEvent<HTMLOListElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const row = (event.target as HTMLElement).closest('li');
  const at = Number(row?.dataset['index']);
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('li button')].map((button) => ({
    button,
    at: Number(button.closest('li')?.dataset['index']),
  }));
  const onward =
    event.key === 'ArrowDown'
      ? buttons.filter((one) => one.at > at).toSorted((a, b) => a.at - b.at)
      : buttons.filter((one) => one.at < at).toSorted((a, b) => b.at - a.at);
  if (!onward[0]) return;
  event.preventDefault();
  onward[0].button.focus();
}

const Row = memo(function Row(props: {
  row: TimelineRow;
  onOpen: (id: string) => void;
  turn: (id: string) => void;
}) {
  const text = useRecordText();
  const { row } = props;
  if (row.row === 'year')
    return <h2 className="timeline-year">{row.year === '' ? text('undated') : row.year}</h2>;
  const first = row.row === 'visit' || (row.card === 'own' && !(row.row === 'line' && row.inGroup));
  return (
    <div
      className={`timeline-card ${first ? 'timeline-first' : ''} ${row.last ? 'timeline-last' : ''} ${
        row.row === 'line' && row.inGroup ? 'timeline-deeper' : ''
      }`}
    >
      <CardRow row={row} onOpen={props.onOpen} turn={props.turn} />
    </div>
  );
});

function CardRow(props: {
  row: Exclude<TimelineRow, { row: 'year' }>;
  onOpen: (id: string) => void;
  turn: (id: string) => void;
}) {
  const text = useRecordText();
  const { row, onOpen, turn } = props;
  switch (row.row) {
    case 'visit':
      return (
        <VisitRow
          entry={row.entry}
          diagnoses={row.diagnoses}
          open={row.open}
          onToggle={() => (row.bare ? onOpen : turn)(row.entry.id)}
        />
      );
    case 'group':
      return (
        <GroupRow
          entry={row.entry}
          within={row.card === 'visit'}
          open={row.open}
          onToggle={() => turn(row.entry.id)}
        />
      );
    case 'line':
      return <EntryRow entry={row.entry} within={row.card === 'visit' || row.inGroup} onOpen={onOpen} />;
    case 'source':
      return (
        <Button look="quiet" icon="info" onClick={() => onOpen(row.entry.id)}>
          {text('timeline.visit-source')}
        </Button>
      );
    case 'more':
      return (
        <Button look="quiet" icon="open" onClick={() => turn(row.visit)}>
          {text('timeline.more', { n: row.hidden })}
        </Button>
      );
  }
}
