import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useWords } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Chip, TextField } from '#web/ui/field.tsx';
import { Nothing, Skeleton, Trouble } from '#web/ui/view.tsx';
import { entryKinds, type EntryKind } from '../../api.ts';
import { useTimeline, type TimelineFilter } from '../queries.ts';
import { EntryRow } from './entry-row.tsx';
import { useRecordText } from './record-text.ts';
import { timelineRows, type TimelineRow } from './timeline-rows.ts';

const nothingChosen: TimelineFilter = { kinds: [], year: '', words: '' };

/** A life in time: find by a word, filter by kind and year, every line opens to its source. */
export function Timeline(props: { patientId: string; onOpen: (id: string) => void; heading?: boolean }) {
  const text = useRecordText();
  const [filter, setFilter] = useState(nothingChosen);
  const [typed, setTyped] = useState('');
  useEffect(() => {
    const wait = setTimeout(
      () =>
        setFilter((before) => (before.words === typed.trim() ? before : { ...before, words: typed.trim() })),
      250,
    );
    return () => clearTimeout(wait);
  }, [typed]);
  const query = useTimeline(props.patientId, filter);
  const first = query.data?.pages[0];
  const entries = useMemo(() => query.data?.pages.flatMap((page) => page.entries) ?? [], [query.data]);
  const clear = () => {
    setTyped('');
    setFilter(nothingChosen);
  };
  const filtered = filter.kinds.length > 0 || filter.year !== '' || filter.words !== '';
  return (
    <section aria-label={text('timeline.title')}>
      {props.heading && <h2>{text('timeline.title')}</h2>}
      <div className="timeline-tools no-print">
        <div className="timeline-search">
          <TextField
            label={text('timeline.search')}
            hint={text('timeline.search.hint')}
            icon="search"
            type="search"
            enterKeyHint="search"
            autoComplete="off"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
          <Years
            year={filter.year}
            years={first?.years ?? []}
            onChange={(year) => setFilter({ ...filter, year })}
          />
        </div>
        <Kinds
          chosen={filter.kinds}
          counts={first?.kinds ?? {}}
          onChange={(kinds) => setFilter({ ...filter, kinds })}
        />
        <p className="quiet small" role="status">
          {first &&
            (first.found === first.total
              ? text('timeline.found', { n: first.found })
              : text('timeline.found.of', { n: first.found, total: first.total }))}
        </p>
      </div>
      {query.isPending && query.fetchStatus !== 'paused' && <Skeleton lines={10} />}
      {query.isError && <Trouble error={query.error} retry={() => void query.refetch()} />}
      {first?.found === 0 && (
        <Nothing icon="search" title={text(filtered ? 'timeline.none' : 'summary.empty')}>
          {filtered && (
            <>
              <p>{text('timeline.none.what')}</p>
              <Button onClick={clear}>{text('timeline.clear')}</Button>
            </>
          )}
        </Nothing>
      )}
      {entries.length > 0 && (
        <Rows
          entries={entries}
          foldNothing={filter.words !== '' || filter.kinds.length > 0}
          onOpen={props.onOpen}
          more={query.hasNextPage}
          loadMore={() => void (query.isFetchingNextPage || query.fetchNextPage())}
        />
      )}
    </section>
  );
}

function Years(props: {
  year: string;
  years: readonly { year: string; count: number }[];
  onChange: (year: string) => void;
}) {
  const text = useRecordText();
  const known = props.years.some(({ year }) => year === props.year) || props.year === '';
  return (
    <div className="field">
      <label htmlFor="timeline-year">{text('timeline.year')}</label>
      <select
        id="timeline-year"
        className="select"
        value={props.year}
        onChange={(event) => props.onChange(event.target.value)}
      >
        <option value="">{text('timeline.all-years')}</option>
        {!known && <option value={props.year}>{props.year}</option>}
        {props.years.map(({ year, count }) => (
          <option key={year} value={year}>{`${year} (${count})`}</option>
        ))}
      </select>
    </div>
  );
}

function Kinds(props: {
  chosen: readonly EntryKind[];
  counts: Readonly<Record<string, number>>;
  onChange: (kinds: readonly EntryKind[]) => void;
}) {
  const text = useRecordText();
  const { chosen, counts } = props;
  const toggle = (kind: EntryKind) =>
    props.onChange(chosen.includes(kind) ? chosen.filter((one) => one !== kind) : [...chosen, kind]);
  return (
    <div className="chips" role="group" aria-label={text('timeline.kinds')}>
      <Chip pressed={chosen.length === 0} onClick={() => props.onChange([])}>
        {text('timeline.all-kinds')}
      </Chip>
      {entryKinds
        .filter((kind) => (counts[kind] ?? 0) > 0 || chosen.includes(kind))
        .map((kind) => (
          <Chip
            key={kind}
            pressed={chosen.includes(kind)}
            icon={kind}
            count={counts[kind] ?? 0}
            onClick={() => toggle(kind)}
          >
            {text(`kind.${kind}`)}
          </Chip>
        ))}
    </div>
  );
}

/** Only the rows near the window exist; each is measured as it appears, so any height is right. */
function Rows(props: {
  entries: Parameters<typeof timelineRows>[0];
  foldNothing: boolean;
  more: boolean;
  loadMore: () => void;
  onOpen: (id: string) => void;
}) {
  const text = useRecordText();
  const words = useWords();
  const list = useRef<HTMLDivElement>(null);
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());
  const [top, setTop] = useState(0);
  const rows = useDeferredValue(
    useMemo(
      () => timelineRows(props.entries, unfolded, props.foldNothing),
      [props.entries, unfolded, props.foldNothing],
    ),
  );
  useEffect(() => {
    const measure = () => setTop((list.current?.getBoundingClientRect().top ?? 0) + scrollY);
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(document.body);
    return () => watch.disconnect();
  }, []);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => 56,
    overscan: 12,
    scrollMargin: top,
    getItemKey: (place) => rows[place]?.key ?? place,
  });
  const items = virtual.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  const { more, loadMore } = props;
  const near = more && lastShown > rows.length - 60;
  useEffect(() => {
    if (near) loadMore();
  }, [near, loadMore, rows.length]);
  return (
    <div
      ref={list}
      role="list"
      aria-label={text('timeline.list')}
      className="timeline"
      style={{ height: virtual.getTotalSize(), position: 'relative' }}
      onKeyDown={moveFocus}
    >
      {items.map((item) => {
        const row = rows[item.index];
        return (
          row && (
            <div
              key={item.key}
              role="listitem"
              aria-setsize={more ? -1 : rows.length}
              aria-posinset={item.index + 1}
              data-index={item.index}
              ref={virtual.measureElement}
              className="timeline-row"
              style={{
                position: 'absolute',
                insetInline: 0,
                top: 0,
                transform: `translateY(${item.start - virtual.options.scrollMargin}px)`,
              }}
            >
              <Row
                row={row}
                onOpen={props.onOpen}
                unfold={(visit) => setUnfolded(new Set([...unfolded, visit]))}
              />
            </div>
          )
        );
      })}
      <p className="unseen" role="status">
        {more && near ? words('loading') : ''}
      </p>
    </div>
  );
}

/** Arrow keys walk from line to line, as in every list of Sen. */
function moveFocus(event: React.KeyboardEvent<HTMLDivElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('button')].toSorted(
    (a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top,
  );
  const at = buttons.indexOf(document.activeElement as HTMLElement);
  const next = at < 0 ? undefined : buttons[at + (event.key === 'ArrowDown' ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

function Row(props: { row: TimelineRow; onOpen: (id: string) => void; unfold: (visit: string) => void }) {
  const text = useRecordText();
  const { row } = props;
  switch (row.row) {
    case 'year':
      return <h3 className="timeline-year">{row.year === '' ? text('undated') : row.year}</h3>;
    case 'more':
      return (
        <div className="timeline-child timeline-last">
          <Button look="quiet" icon="open" onClick={() => props.unfold(row.visit)}>
            {text('timeline.more', { n: row.hidden })}
          </Button>
        </div>
      );
    case 'visit':
    case 'child':
    case 'alone':
      return (
        <div className={`timeline-${row.row} ${row.last && row.row !== 'alone' ? 'timeline-last' : ''}`}>
          <EntryRow entry={row.entry} within={row.row === 'child'} onOpen={props.onOpen} />
        </div>
      );
  }
}
