import { useId, useState } from 'react';
import { showDay, showMoment } from '#kernel/display/show-date.ts';
import { showQuantity, showRange, showUnit } from '#kernel/display/show-number.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Card, Tag } from '#web/ui/card.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { LineChart } from '#web/ui/line-chart.tsx';
import type { Series } from '../../api.ts';
import { FlagWord } from './measured.tsx';
import { Recorded } from './recorded.tsx';
import { useRecordText } from './record-text.ts';
import './trend-card.css';

/** One measure over time: its newest value, its line, its table one tap away. */
export function TrendCard(props: { series: Series; onOpen: (id: string) => void }) {
  const text = useRecordText();
  const language = useLanguage();
  const table = useId();
  const [shown, setShown] = useState(false);
  const { series } = props;
  const lines = linesInOrder(series);
  const main = lines[0];
  const newest = main?.points.at(-1);
  if (!main || !newest) return null;
  const value = lines
    .map(({ points }) => showQuantity(points.at(-1)?.value ?? '', undefined, language))
    .join('/');
  const count = main.points.length;
  const latest = showQuantity(newest.value, series.unit, language);
  const label = text('trends.chart', {
    title: series.title,
    n: count,
    from: showDay(main.points[0]?.at),
    to: showDay(newest.at),
    value: latest,
  });
  return (
    <Card
      title={series.unit === undefined ? `${series.title} (${text('trends.no-unit')})` : series.title}
      icon={series.kind}
    >
      <p className="trend-latest">
        <span className="measured-value">
          {lines.length > 1 ? `${value} ${showUnit(series.unit, language)}` : latest}
        </span>
        <FlagWord
          flag={lines
            .map(({ points }) => points.at(-1)?.flag)
            .find((flag) => flag !== undefined && flag !== 'normal')}
        />
        <span className="quiet small">
          {showMoment(newest.at)}
          {newest.facility && ' · '}
          <Recorded words={newest.facility} />
        </span>
        {newest.own && <Tag tone="care">{text('mark.own')}</Tag>}
      </p>
      {count > 1 ? (
        <>
          <LineChart lines={lines} label={label} language={language} />
          <Judged lines={lines} />
        </>
      ) : (
        <p className="quiet small">{text('trends.once')}</p>
      )}
      <p className="no-print">
        <Button
          look="quiet"
          icon={shown ? 'close' : 'open'}
          aria-expanded={shown}
          aria-controls={table}
          onClick={() => setShown(!shown)}
        >
          {text(shown ? 'trends.hide-table' : 'trends.table')}
        </Button>
      </p>
      <div id={table} className="trend-table">
        {shown && <Table series={series} lines={lines} onOpen={props.onOpen} />}
      </div>
    </Card>
  );
}

/** What the shapes of the picture say, in a sentence; nothing where some points came without a range. */
function Judged(props: { lines: Series['lines'] }) {
  const text = useRecordText();
  const flags = props.lines.flatMap(({ points }) => points.map(({ flag }) => flag));
  const out = flags.filter((flag) => flag !== undefined && flag !== 'normal').length;
  if (out > 0) return <p className="quiet small">{text('trends.some-out', { out, n: flags.length })}</p>;
  if (flags.includes(undefined)) return null;
  return (
    <p className="small row trend-within">
      <Icon name="check" size={16} />
      {text('trends.all-within', { n: flags.length })}
    </p>
  );
}

/** Of two lines the higher stands first: systolic before diastolic. */
function linesInOrder(series: Series): Series['lines'] {
  return series.lines.toSorted(
    (a, b) => Number(b.points.at(-1)?.value ?? 0) - Number(a.points.at(-1)?.value ?? 0),
  );
}

function Table(props: { series: Series; lines: Series['lines']; onOpen: (id: string) => void }) {
  const text = useRecordText();
  const language = useLanguage();
  const { series } = props;
  const rows = props.lines
    .flatMap((line) => line.points.map((point) => ({ line, point })))
    .toSorted((a, b) => b.point.at.localeCompare(a.point.at));
  return (
    <table>
      <caption className="unseen">{series.title}</caption>
      <thead>
        <tr>
          <th scope="col">{text('trends.when')}</th>
          <th scope="col" className="number">
            {text('trends.value')}
          </th>
          <th scope="col">{text('trends.range')}</th>
          <th scope="col">{text('trends.where')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ line, point }) => (
          <tr key={`${line.name}${point.id}`}>
            <td>
              <button type="button" className="link" onClick={() => props.onOpen(point.id)}>
                {showMoment(point.at)}
              </button>
              {line.name !== '' && (
                <div>
                  <Recorded words={line.name} className="quiet tiny" />
                </div>
              )}
            </td>
            <td className="number">
              {showQuantity(point.value, series.unit, language)} <FlagWord flag={point.flag} />
              {point.flag === 'normal' && <span className="quiet tiny">{text('trends.within')}</span>}
            </td>
            <td>{showRange(point.low, point.high, language)}</td>
            <td>
              <Recorded words={point.facility} />
              {point.own && <div className="tiny">{text('mark.own')}</div>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
