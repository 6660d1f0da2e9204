import { useMemo } from 'react';
import type { PageProps } from '#web/shell/define-page.ts';
import { Button } from '#web/ui/button.tsx';
import { Card } from '#web/ui/card.tsx';
import { Nothing, Skeleton, Trouble } from '#web/ui/view.tsx';
import { timeKey } from '../../../domain/timeline.ts';
import { EntryRow } from '../../parts/entry-row.tsx';
import { EntrySheet } from '../../parts/later-sheet.tsx';
import { useOpened } from '../../parts/opened.ts';
import { PdfButton } from '../../parts/pdf-button.tsx';
import { useRecordText } from '../../parts/record-text.ts';
import { useTimeline, type TimelineFilter } from '../../queries.ts';

const papers: TimelineFilter = { kinds: ['document'], year: '', words: '' };

/** Papers of the record, and the one to take along. */
export default function DocumentsPage(props: PageProps) {
  const patientId = props.params['patientId'] ?? '';
  const text = useRecordText();
  const { opened, open, close } = useOpened();
  const query = useTimeline(patientId, papers);
  // Papers by their own day: one written at the end of a stay is newer than a visit in between.
  const entries = useMemo(
    () =>
      query.data?.pages
        .flatMap((page) => page.entries)
        .toSorted((a, b) => timeKey(b.at).localeCompare(timeKey(a.at))) ?? [],
    [query.data],
  );
  return (
    <>
      <div className="page-head">
        <h1>{text('documents.title')}</h1>
      </div>
      <div className="stack">
        <Card title={text('documents.other')} icon="summary">
          <div className="stack-tight">
            <p>{text('documents.other.what')}</p>
            <p className="row no-print">
              <PdfButton patientId={patientId} />
            </p>
          </div>
        </Card>
        {query.isPending && query.fetchStatus !== 'paused' && <Skeleton />}
        {query.isError && <Trouble error={query.error} retry={() => void query.refetch()} />}
        {query.data && entries.length === 0 && (
          <Nothing icon="documents" title={text('documents.empty')}>
            <p>{text('documents.empty.what')}</p>
          </Nothing>
        )}
        {entries.length > 0 && (
          <Card title={text('documents.title')} icon="documents">
            <div className="lines">
              {entries.map((entry) => (
                <EntryRow key={entry.id} entry={entry} onOpen={open} />
              ))}
            </div>
            {query.hasNextPage && (
              <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                {text('timeline.open')}
              </Button>
            )}
          </Card>
        )}
      </div>
      {opened !== undefined && (
        <EntrySheet key={opened} patientId={patientId} reference={opened} onOpen={open} onClose={close} />
      )}
    </>
  );
}
