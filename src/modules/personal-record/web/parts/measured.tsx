import { showQuantity, showRange, showUnit } from '#kernel/display/show-number.ts';
import { useLanguage, useWords } from '#web/text/text-context.tsx';
import { Icon } from '#web/ui/icon.tsx';
import type { Entry, Flag, Measure } from '../../api.ts';
import { pressurePair } from '../../domain/pressure-pair.ts';
import { Recorded } from './recorded.tsx';
import { useRecordText } from './record-text.ts';
import './measured.css';

/** Out of range: an arrow and a word, not only a colour. In range: nothing, so that the eye finds what matters. */
export function FlagWord(props: { flag: Flag | undefined }) {
  const words = useWords();
  const { flag } = props;
  if (flag === undefined || flag === 'normal') return null;
  const icon = flag === 'abnormal' ? 'warning' : flag.endsWith('high') ? 'up' : 'down';
  return (
    <span className={`flag flag-${flag.startsWith('critical') ? 'critical' : 'out'}`}>
      <Icon name={icon} size={14} />
      {words(`flag.${flag}`)}
    </span>
  );
}

/** One value with unit, flag and range. */
export function Measured(props: { measure: Measure; flag?: Flag | undefined; withRange?: boolean }) {
  const language = useLanguage();
  const text = useRecordText();
  const { measure, flag } = props;
  const range = showRange(measure.low, measure.high, language);
  return (
    <span className="measured">
      <span className="measured-value">
        {measure.comparator}
        {showQuantity(measure.value, measure.unit, language)}
      </span>
      <FlagWord flag={flag} />
      {props.withRange && range !== '' && (
        <span className="quiet tiny">
          {text('range', { range: `${range} ${showUnit(measure.unit, language)}`.trim() })}
        </span>
      )}
    </span>
  );
}

/** The result of a line, whatever its form. */
export function Result(props: { entry: Entry; withRange?: boolean }) {
  const language = useLanguage();
  const { entry } = props;
  const range = props.withRange ?? false;
  if (entry.measure) return <Measured measure={entry.measure} flag={entry.flag} withRange={range} />;
  const pressure = pressurePair(entry.parts);
  if (pressure)
    return (
      <span className="measured">
        <span className="measured-value">{`${pressure.map(({ measure }) => showQuantity(measure.value, undefined, language)).join('/')} mmHg`}</span>
        <FlagWord flag={entry.flag} />
      </span>
    );
  if (entry.parts)
    return (
      <span className="measured">
        {entry.parts.map((part) => (
          <span key={part.name}>
            <Recorded words={part.name} className="quiet" />{' '}
            <Measured measure={part.measure} flag={part.flag} withRange={range} />
          </span>
        ))}
      </span>
    );
  return (
    <span className="measured">
      <Recorded words={entry.detail} className="measured-value measured-words" />
      <FlagWord flag={entry.flag} />
    </span>
  );
}
