import { useState } from 'react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useClient } from '#web/data/client-context.tsx';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Tag } from '#web/ui/card.tsx';
import { Chip } from '#web/ui/field.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { Skeleton, Trouble } from '#web/ui/view.tsx';
import { listImportLines, type ImportView, type LineView } from '../../domain/import-contract.ts';
import { showFields, useDeskText } from './desk-text.ts';

const tones = { make: 'good', change: 'info', same: 'plain', refused: 'danger' } as const;
const filters = ['all', 'make', 'change', 'same', 'refused'] as const;

/** The lines of an import with what would be, or was, done with each. */
export function ImportLines(props: { one: ImportView }) {
  const text = useDeskText();
  const client = useClient();
  const { one } = props;
  const [filter, setFilter] = useState<(typeof filters)[number]>(one.counts.refused > 0 ? 'refused' : 'all');
  const query = useInfiniteQuery({
    queryKey: ['directory-import-lines', one.id, filter, one.state, one.readLines, one.applied],
    initialPageParam: 0,
    queryFn: ({ pageParam, signal }) =>
      client.call(
        listImportLines,
        { id: one.id, after: pageParam, ...(filter !== 'all' && { outcome: filter }) },
        { signal },
      ),
    getNextPageParam: ({ next }) => next,
    placeholderData: (before) => before,
  });
  const lines = query.data?.pages.flatMap((page) => page.lines) ?? [];
  return (
    <section className="stack" aria-label={text('imports.lines')}>
      <p className="row">
        {filters.map((name) => (
          <Chip
            key={name}
            pressed={filter === name}
            count={name === 'all' ? one.readLines : one.counts[name]}
            onClick={() => setFilter(name)}
          >
            {text(`imports.count.${name}`)}
          </Chip>
        ))}
      </p>
      {query.isPending && <Skeleton />}
      {query.isError && <Trouble error={query.error} retry={() => void query.refetch()} />}
      <ul className="import-lines">
        {lines.map((line) => (
          <li key={line.line} className="import-line">
            <OneLine line={line} />
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
    </section>
  );
}

function OneLine(props: { line: LineView }) {
  const text = useDeskText();
  const language = useLanguage();
  const { line, key, title, outcome, state, fields, findings } = props.line;
  const shown = state === 'refused' ? 'refused' : outcome;
  return (
    <>
      <p className="row-between">
        <span>
          <span className="quiet">{text('imports.line', { n: line })}</span>{' '}
          <span className="strong" lang="vi">
            {key} {title}
          </span>
        </span>
        <Tag tone={tones[shown]}>{text(`imports.count.${shown}`)}</Tag>
      </p>
      {outcome === 'change' && fields.length > 0 && (
        <p className="small">{text('imports.fields', { fields: showFields(fields, text) })}</p>
      )}
      {findings.length > 0 && (
        <ul className="small">
          {findings.map(({ level, column, written, text: said }) => (
            <li
              key={`${column ?? ''} ${said.en}`}
              className={`import-finding ${level === 'error' ? 'import-error' : 'quiet'}`}
            >
              <Icon name={level === 'error' ? 'warning' : 'info'} size={16} />
              <span>
                {column !== undefined && <span lang="vi">{column}: </span>}
                {level === 'error' && written !== undefined && <span lang="vi">“{written}” </span>}
                {said[language]}
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
