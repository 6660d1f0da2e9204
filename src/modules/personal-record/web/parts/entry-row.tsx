import { showMoment, showPeriod } from '#kernel/display/show-date.ts';
import { Tag } from '#web/ui/card.tsx';
import { Icon } from '#web/ui/icon.tsx';
import type { Entry, EntryKind } from '../../api.ts';
import { useEntryName } from './entry-name.ts';
import { Result } from './measured.tsx';
import { Recorded } from './recorded.tsx';
import { useRecordText } from './record-text.ts';
import './entry-row.css';

const toneOfStatus = {
  active: 'info',
  planned: 'info',
  inactive: 'plain',
  resolved: 'good',
  stopped: 'plain',
  'not-done': 'plain',
  refuted: 'plain',
} as const;

/** Marks and state of a line, as words. */
export function Marks(props: { entry: Pick<Entry, 'marks' | 'status'> }) {
  const text = useRecordText();
  const { marks, status } = props.entry;
  return (
    <>
      {status && <Tag tone={toneOfStatus[status]}>{text(`status.${status}`)}</Tag>}
      {marks.map((mark) => (
        <Tag key={mark} tone="care" icon={mark === 'own' ? 'person' : 'warning'}>
          {text(`mark.${mark}`)}
        </Tag>
      ))}
    </>
  );
}

const showsResult: ReadonlySet<EntryKind> = new Set(['test', 'vital']);

/** A result in words that is longer stands under its title, where there is room to read it. */
const shortWords = 40;

/** The date of a line; a stay has two. */
export function entryDate(entry: Entry): string {
  return entry.until !== undefined && entry.kind !== 'medicine'
    ? showPeriod(entry.at, entry.until)
    : showMoment(entry.at);
}

/** When and where, at the end of a row. */
export function When(props: { entry: Entry }) {
  const text = useRecordText();
  const { entry } = props;
  return (
    <span className="entry-when">
      <span>{entryDate(entry) || text('undated')}</span>
      <Recorded words={entry.facility} className="quiet" />
    </span>
  );
}

/** One line of a life. The whole row opens it. `within` a visit the visit already said where and when. */
export function EntryRow(props: { entry: Entry; within?: boolean; onOpen: (id: string) => void }) {
  const text = useRecordText();
  const nameOf = useEntryName();
  const { entry } = props;
  const result =
    showsResult.has(entry.kind) &&
    (entry.measure !== undefined || entry.parts !== undefined || (entry.detail ?? '').length <= shortWords);
  return (
    <button
      type="button"
      className={`entry entry-${entry.kind} ${props.within ? 'entry-within' : ''}`}
      data-entry={entry.id}
      onClick={() => props.onOpen(entry.id)}
    >
      <span className="entry-icon" title={text(`kind.${entry.kind}`)}>
        <Icon name={entry.kind} />
        <span className="unseen">{text(`kind.${entry.kind}`)}</span>
      </span>
      <span className="entry-words">
        <span className="entry-title">
          <Recorded words={nameOf(entry)} /> {entry.code && <span className="entry-code">{entry.code}</span>}
        </span>
        {!result && <Recorded words={entry.detail} className="entry-detail" />}
        {entry.due && <span className="entry-detail">{text('due', { date: showMoment(entry.due) })}</span>}
        {(entry.marks.length > 0 || entry.status) && (
          <span className="entry-marks">
            <Marks entry={entry} />
          </span>
        )}
      </span>
      {result && (
        <span className="entry-result">
          <Result entry={entry} />
        </span>
      )}
      {!props.within && <When entry={entry} />}
    </button>
  );
}
