import {
  lazy,
  Suspense,
  useCallback,
  useDeferredValue,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
} from 'react';
import type { TimelineEntry } from '../../api.ts';
import { useRecordText } from './record-text.ts';
import { TimelineRow } from './timeline-row.tsx';
import { timelineRows, type RowsProps } from './timeline-rows.ts';

// What keeps thousands of rows out of the page is not waited for: the first screen is read without it.
const WindowedRows = lazy(async () => ({ default: (await import('./windowed-rows.tsx')).WindowedRows }));

/** A screen or two. */
const rowsAtFirst = 24;

/** The rows of a life: the first at once, then all of them by window. */
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
  const shown = { rows, more, loadMore, onOpen, turn };
  return (
    // The list itself takes no key: it hands the arrow keys of its own buttons on to their neighbours.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <ol ref={list} aria-label={text('timeline.list')} className="timeline" onKeyDown={moveFocus}>
      <Suspense fallback={<FirstRows {...shown} />}>
        <WindowedRows {...shown} list={list} />
      </Suspense>
    </ol>
  );
}

function FirstRows(props: RowsProps) {
  const { rows, onOpen, turn } = props;
  return rows.slice(0, rowsAtFirst).map((row, place) => (
    <li key={row.key} data-index={place} aria-setsize={-1} aria-posinset={place + 1} className="timeline-row">
      <TimelineRow row={row} onOpen={onOpen} turn={turn} />
    </li>
  ));
}

function toggled(before: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const after = new Set(before);
  if (!after.delete(id)) after.add(id);
  return after;
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
