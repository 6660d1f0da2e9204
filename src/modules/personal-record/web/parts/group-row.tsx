import { Fragment } from 'react';
import { showPeriod } from '#kernel/display/show-date.ts';
import { showDecimal, showUnit } from '#kernel/display/show-number.ts';
import type { Language } from '#kernel/schema.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { Icon } from '#web/ui/icon.tsx';
import type { Flag, Group, Spread, TimelineEntry } from '../../api.ts';
import { onceEach } from '../../domain/once-each.ts';
import { Marks, When } from './entry-row.tsx';
import { useEntryName } from './entry-name.ts';
import { Result } from './measured.tsx';
import { Recorded } from './recorded.tsx';
import { useRecordText } from './record-text.ts';
import './group-row.css';

/** The head of a group: what matters of its lines in one sentence; a tap or Enter shows them. */
export function GroupRow(props: {
  entry: TimelineEntry;
  within?: boolean;
  /** Only what is out of range is named; the rest is counted. */
  brief?: boolean;
  open: boolean;
  onToggle: () => void;
}) {
  const text = useRecordText();
  const nameOf = useEntryName();
  const { entry, open } = props;
  const { group } = entry;
  if (!group) return null;
  return (
    <button
      type="button"
      className={`entry entry-group entry-${entry.kind} ${props.within ? 'entry-within' : ''}`}
      data-entry={entry.id}
      aria-expanded={open}
      onClick={props.onToggle}
    >
      <span className="entry-icon">
        <Icon name={entry.kind} />
      </span>
      <span className="entry-words">
        <span className="entry-title">
          <Recorded words={nameOf(entry)} />
          <span className="group-count">{countWords(group, props.brief ?? false, text)}</span>
        </span>
        {!open && <Gist group={group} brief={props.brief ?? false} />}
        {entry.marks.length > 0 && (
          <span className="entry-marks">
            <Marks entry={entry} />
          </span>
        )}
      </span>
      {group.spread === undefined
        ? !props.within && <When entry={entry} />
        : !props.within && <span className="entry-when">{showPeriod(group.spread.from, entry.at)}</span>}
      <span className="entry-turn">
        <Icon name="open" size={16} />
      </span>
    </button>
  );
}

function countWords(
  { of, lines, out, within }: Group,
  brief: boolean,
  text: ReturnType<typeof useRecordText>,
): string {
  const n = lines.length;
  if (of === 'vitals') return out > 0 ? text('group.out', { out }) : '';
  if (of === 'prescription') return text('group.medicines', { n });
  if (of === 'week') {
    const times = text('group.times', { n });
    return out > 0 ? `${times}, ${text('group.out', { out })}` : times;
  }
  const count = text('group.tests', { n });
  if (out > 0) return `${count}, ${text('group.out', { out })}`;
  if (within === n) return `${count}, ${text('group.all-within')}`;
  return brief && within === 0 ? `${count}, ${text('group.unjudged')}` : count;
}

/** More values than this are a list, not a sentence. */
const inOneSentence = 12;

/** What is read at a glance: values out of range, values that nobody judged; those within their range are only counted. */
function Gist(props: { group: Group; brief: boolean }) {
  const language = useLanguage();
  const { of, lines, spread } = props.group;
  if (spread !== undefined)
    return (
      <span className="entry-gist">
        <span className="measured-value">{showSpread(spread, language)}</span>
      </span>
    );
  if (of === 'prescription')
    return (
      <span className="entry-detail">
        {lines.map(({ id, title }, place) => (
          <Fragment key={id}>
            <Recorded words={title} />
            {place < lines.length - 1 && ' · '}
          </Fragment>
        ))}
      </span>
    );
  const telling = of === 'vitals' ? onceEach(lines) : lines.filter(({ flag }) => flag !== 'normal');
  const out = telling.filter(({ flag }) => isOut(flag));
  const shown = of === 'panel' && (props.brief || telling.length > inOneSentence) ? out : telling;
  if (shown.length === 0) return null;
  return (
    <span className="entry-gist">
      {shown.map((line, place) => (
        <Fragment key={line.id}>
          <span className="gist">
            <Recorded words={line.title} className="quiet" /> <Result entry={line} />
            {place < shown.length - 1 && <span className="quiet">&nbsp;·</span>}
          </span>{' '}
        </Fragment>
      ))}
    </span>
  );
}

/** "118–142 / 74–90 mmHg"; one number where all were the same. */
function showSpread({ ranges, unit }: Spread, language: Language): string {
  const shown = ranges.map(({ low, high }) =>
    low === high
      ? showDecimal(low, language)
      : `${showDecimal(low, language)}–${showDecimal(high, language)}`,
  );
  return `${shown.join(' / ')} ${showUnit(unit, language)}`.trim();
}

function isOut(flag: Flag | undefined): boolean {
  return flag !== undefined && flag !== 'normal';
}
