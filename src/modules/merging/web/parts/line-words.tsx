import { showDay } from '#kernel/display/show-date.ts';
import { Tag } from '#web/ui/card.tsx';
import type { RecordLine } from '../../api.ts';
import { typeWord, useMergingText } from './merging-text.ts';

/** A line without what it tells: what kind, which day, where. */
export function LineWords(props: { line: RecordLine }) {
  const text = useMergingText();
  const { line } = props;
  const facts = [line.day === undefined ? undefined : showDay(line.day), line.facility].filter(
    (fact) => fact !== undefined,
  );
  return (
    <span className="merging-line">
      <span className="strong">{typeWord(text, line.type)}</span>
      <span className="quiet small">{facts.join(' · ')}</span>
      {line.isSensitive && <Tag icon="lock">{text('sensitive')}</Tag>}
    </span>
  );
}
