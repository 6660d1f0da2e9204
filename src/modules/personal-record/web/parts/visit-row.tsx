import { Icon } from '#web/ui/icon.tsx';
import type { TimelineEntry } from '../../api.ts';
import { entryDate, Marks } from './entry-row.tsx';
import { useEntryName } from './entry-name.ts';
import { Recorded } from './recorded.tsx';
import { useRecordText } from './record-text.ts';
import './visit-row.css';

/** The card of a visit: when, where, why, what it was. A tap or Enter shows all that belongs to it. */
export function VisitRow(props: {
  entry: TimelineEntry;
  diagnoses: readonly TimelineEntry[];
  open: boolean;
  onToggle: () => void;
}) {
  const text = useRecordText();
  const nameOf = useEntryName();
  const { entry, diagnoses, open } = props;
  return (
    <button
      type="button"
      className="entry entry-visit"
      data-entry={entry.id}
      aria-expanded={open}
      onClick={props.onToggle}
    >
      <span className="entry-icon" title={text('kind.visit')}>
        <Icon name="visit" />
        <span className="unseen">{text('kind.visit')}</span>
      </span>
      <span className="entry-words">
        <span className="visit-line">
          <span className="visit-when">{entryDate(entry) || text('undated')}</span>
          <Recorded words={entry.facility ?? text('facility.unknown')} className="entry-title" />
        </span>
        <span className="entry-detail">
          <Recorded words={nameOf(entry)} />
          {entry.detail && (
            <>
              {' · '}
              <Recorded words={text('summary.reason', { reason: entry.detail })} />
            </>
          )}
        </span>
        {!open && diagnoses.length > 0 && (
          <span className="visit-diagnoses">
            {diagnoses.map((diagnosis) => (
              <span key={diagnosis.id} className="visit-diagnosis">
                <Recorded words={nameOf(diagnosis)} />{' '}
                {diagnosis.code && <span className="entry-code">{diagnosis.code}</span>}
                {(diagnosis.status ?? diagnosis.marks[0]) && (
                  <>
                    {' '}
                    <Marks entry={diagnosis} />
                  </>
                )}
              </span>
            ))}
          </span>
        )}
        {(entry.marks.length > 0 || entry.status) && (
          <span className="entry-marks">
            <Marks entry={entry} />
          </span>
        )}
      </span>
      <span className="entry-turn">
        <Icon name="open" size={16} />
      </span>
    </button>
  );
}
