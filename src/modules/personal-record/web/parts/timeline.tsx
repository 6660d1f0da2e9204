import { useEffect, useMemo, useState } from 'react';
import { showDecimal } from '#kernel/display/show-number.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Chip, Choose, TextField } from '#web/ui/field.tsx';
import { Nothing, Skeleton, Trouble } from '#web/ui/view.tsx';
import { entryKinds, type EntryKind } from '../../api.ts';
import { useTimeline, type TimelineFilter } from '../queries.ts';
import { useRecordText } from './record-text.ts';
import { TimelineList } from './timeline-list.tsx';
import './timeline.css';

const nothingChosen: TimelineFilter = { kinds: [], year: '', words: '' };

/** A life in time: find by a word, filter by kind and year, every line opens to its source. */
export function Timeline(props: { patientId: string; onOpen: (id: string) => void; heading?: boolean }) {
  const text = useRecordText();
  const language = useLanguage();
  const [filter, setFilter] = useState(nothingChosen);
  const [typed, setTyped] = useState('');
  useEffect(() => {
    const wait = setTimeout(
      () =>
        setFilter((before) => (before.words === typed.trim() ? before : { ...before, words: typed.trim() })),
      120,
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
  // One stays a number, so that English can say it in the singular.
  const number = (n: number) => (n === 1 ? n : showDecimal(String(n), language));
  const filtered = filter.kinds.length > 0 || filter.year !== '' || filter.words !== '';
  return (
    <section className="timeline-whole" aria-label={text('timeline.title')}>
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
        <output className="quiet small">
          {first &&
            (first.found === first.total
              ? text('timeline.found', { n: number(first.found), visits: number(first.kinds['visit'] ?? 0) })
              : text('timeline.found.of', { n: number(first.found), total: number(first.total) }))}
        </output>
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
        <TimelineList
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
  const { year: chosen, years, onChange } = props;
  const unknown =
    chosen === '' || years.some(({ year }) => year === chosen) ? [] : [{ value: chosen, label: chosen }];
  const options = [
    { value: '', label: text('timeline.all-years') },
    ...unknown,
    ...years.map(({ year, count }) => ({ value: year, label: `${year} (${count})` })),
  ];
  return <Choose label={text('timeline.year')} value={chosen} options={options} onChange={onChange} />;
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
    <fieldset className="chips">
      <legend className="unseen">{text('timeline.kinds')}</legend>
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
    </fieldset>
  );
}
