import { useEffect, useRef, useState } from 'react';
import type { Language } from '#kernel/schema.ts';
import { showDay } from '#kernel/display/show-date.ts';
import { showDecimal } from '#kernel/display/show-number.ts';
import { timeScale, valueScale, type TimeTick } from './chart-scale.ts';
import './line-chart.css';

/** One measurement. */
export interface ChartPoint {
  readonly at: string;
  readonly value: string;
  readonly flag?: string | undefined;
}

/** One line with the band of its reference range. */
export interface ChartLine {
  readonly name: string;
  readonly low?: string | undefined;
  readonly high?: string | undefined;
  readonly points: readonly ChartPoint[];
}

const height = 170;
const padding = 14;
const left = 40;

/**
 * Values over time: the reference range as a band, points out of range with another shape (up or down), the newest value at the
 * line's end. A picture for the eye; the table beside it says the same to everybody.
 */
export function LineChart(props: { lines: readonly ChartLine[]; label: string; language: Language }) {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(360);
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) =>
      setWidth(Math.max(220, Math.round(entry?.contentRect.width ?? 360))),
    );
    if (box.current) watch.observe(box.current);
    return () => watch.disconnect();
  }, []);
  const { lines, language } = props;
  const points = lines.flatMap((line) => line.points);
  const bounds = lines.flatMap(({ low, high }) => [low, high]).filter((bound) => bound !== undefined);
  const y = valueScale([...points.map(({ value }) => Number(value)), ...bounds.map(Number)], height, padding);
  const right = width - 46;
  const x = timeScale(
    points.map(({ at }) => Date.parse(at)),
    left + 8,
    right - 8,
  );
  return (
    <div ref={box} className="chart">
      <svg
        width={width}
        height={height + 22}
        viewBox={`0 0 ${width} ${height + 22}`}
        role="img"
        aria-label={props.label}
      >
        {lines.map((line) => (
          <Band key={line.name} line={line} from={left} to={right} place={y.place} />
        ))}
        {y.ticks.map((tick) => (
          <g key={tick}>
            <line className="chart-grid" x1={left} x2={right} y1={y.place(tick)} y2={y.place(tick)} />
            <text className="chart-tick" x={left - 6} y={y.place(tick) + 4} textAnchor="end">
              {showDecimal(String(tick), language)}
            </text>
          </g>
        ))}
        {lines.map((line, order) => (
          <Line key={line.name} line={line} order={order} x={x.place} y={y.place} language={language} />
        ))}
        {x.ticks.map((tick, order) => (
          <TimeLabel key={tick.at} tick={tick} x={x.place(tick.at)} order={order} of={x.ticks.length} />
        ))}
      </svg>
    </div>
  );
}

/** The year, 03/2025 for a month within it, the whole day where only ends are named; ends turn inwards so that none is cut. */
function TimeLabel(props: { tick: TimeTick; x: number; order: number; of: number }) {
  const { tick, x, order, of } = props;
  const day = showDay(new Date(tick.at).toISOString());
  const isDay = tick.kind === 'day';
  const anchor = !isDay || of === 1 ? 'middle' : order === 0 ? 'start' : 'end';
  return (
    <>
      {!isDay && <line className="chart-grid" x1={x} x2={x} y1={padding} y2={height} />}
      <text className="chart-tick" x={x} y={height + 16} textAnchor={anchor}>
        {isDay ? day : day.slice(tick.kind === 'year' ? 6 : 3)}
      </text>
    </>
  );
}

type Place = (value: number) => number;

function Band(props: { line: ChartLine; from: number; to: number; place: Place }) {
  const { low, high } = props.line;
  if (low === undefined && high === undefined) return null;
  const top = high === undefined ? padding : props.place(Number(high));
  const bottom = low === undefined ? height - padding : props.place(Number(low));
  return (
    <rect
      className="chart-band"
      x={props.from}
      width={props.to - props.from}
      y={top}
      height={Math.max(2, bottom - top)}
    />
  );
}

function Line(props: { line: ChartLine; order: number; x: Place; y: Place; language: Language }) {
  const { line, x, y } = props;
  const places = line.points.map((point) => ({
    point,
    cx: x(Date.parse(point.at)),
    cy: y(Number(point.value)),
  }));
  const newest = places.at(-1);
  return (
    <g className={`chart-line chart-line-${props.order % 3}`}>
      <polyline points={places.map(({ cx, cy }) => `${cx},${cy}`).join(' ')} />
      {places.map(({ point, cx, cy }) => (
        <Point key={`${point.at}${cx},${cy}`} flag={point.flag} cx={cx} cy={cy} />
      ))}
      {newest && (
        <text className="chart-newest" x={newest.cx + 9} y={newest.cy + 4}>
          {showDecimal(newest.point.value, props.language)}
        </text>
      )}
    </g>
  );
}

/** A dot in range; a triangle that points where the value went out of it. */
function Point(props: { flag: string | undefined; cx: number; cy: number }) {
  const { flag = 'normal', cx, cy } = props;
  if (flag === 'normal') return <circle className="chart-point" cx={cx} cy={cy} r={3.5} />;
  if (flag === 'abnormal')
    return <rect className="chart-out" x={cx - 4.5} y={cy - 4.5} width={9} height={9} />;
  const tip = flag.endsWith('high') ? -7 : 7;
  return (
    <path
      className="chart-out"
      d={`M${cx} ${cy + tip}L${cx + 6} ${cy - tip * 0.6}L${cx - 6} ${cy - tip * 0.6}Z`}
    />
  );
}
