import { memo } from 'react';
import { Button } from '#web/ui/button.tsx';
import { EntryRow } from './entry-row.tsx';
import { GroupRow } from './group-row.tsx';
import { useRecordText } from './record-text.ts';
import type { TimelineRow as RowContent } from './timeline-rows.ts';
import { VisitRow } from './visit-row.tsx';

/** One line of a life: a year, a visit, a group or an entry within them. */
export const TimelineRow = memo(function TimelineRow(props: {
  row: RowContent;
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
  row: Exclude<RowContent, { row: 'year' }>;
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
      return (
        <EntryRow
          entry={row.entry}
          within={row.card === 'visit' || (row.inGroup && !row.dated)}
          onOpen={onOpen}
        />
      );
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
