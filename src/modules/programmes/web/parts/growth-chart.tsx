import { useEffect, useRef, useState } from 'react';
import { showDecimal } from '#kernel/display/show-number.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import type { GrowthView } from '../../api.ts';
import { gradeOf } from '../../domain/growth.ts';
import { useProgrammesText } from './programmes-text.ts';

const [height, left, bottom] = [300, 40, 30] as const;

/** A child's measures over the standard's lines: names at the lines, points of another shape where they lie outside, the table below. */
export function GrowthChart(props: { view: GrowthView; title: string }) {
  const text = useProgrammesText();
  const language = useLanguage();
  const { view } = props;
  const box = useRef<HTMLElement>(null);
  const [width, setWidth] = useState(340);
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) =>
      setWidth(Math.max(240, Math.round(entry?.contentRect.width ?? 340))),
    );
    if (box.current) watch.observe(box.current);
    return () => watch.disconnect();
  }, []);
  const lastMonth = Math.max(
    12,
    Math.ceil(Math.max(...view.points.map(({ months }) => months), 0) / 12) * 12,
  );
  const lines = view.lines.map((line) => ({
    ...line,
    points: line.points.filter(({ months }) => months <= lastMonth),
  }));
  const values = [
    ...view.points.map(({ value }) => value),
    ...lines.flatMap(({ points }) => points.map(({ value }) => value)),
  ];
  const [low, high] = [Math.min(...values) * 0.95, Math.max(...values) * 1.05];
  const x = (months: number): number => left + (months / lastMonth) * (width - left - 40);
  const y = (value: number): number =>
    height - bottom - ((value - low) / (high - low || 1)) * (height - bottom - 12);
  const number = (value: number): string => showDecimal(String(Math.round(value * 10) / 10), language);
  const months = Array.from({ length: lastMonth / 6 + 1 }, (_, at) => at * 6).filter(
    (one) => lastMonth <= 24 || one % 12 === 0,
  );
  const ticks = Array.from({ length: 5 }, (_, at) => low + ((high - low) * at) / 4);
  return (
    <figure ref={box} className="prog-chart">
      <svg
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={text('growth.chart', { title: props.title, n: view.points.length })}
      >
        {ticks.map((tick) => (
          <g key={tick}>
            <line className="prog-grid" x1={left} x2={width - 40} y1={y(tick)} y2={y(tick)} />
            <text x={left - 6} y={y(tick) + 4} textAnchor="end">
              {number(tick)}
            </text>
          </g>
        ))}
        {months.map((one) => (
          <text key={one} x={x(one)} y={height - 8} textAnchor="middle">
            {one}
          </text>
        ))}
        {lines.map((line) => (
          <g key={line.z} className={line.z === 0 ? 'prog-median' : 'prog-line'}>
            <polyline points={line.points.map((point) => `${x(point.months)},${y(point.value)}`).join(' ')} />
            <text x={width - 36} y={y(line.points.at(-1)?.value ?? low) + 4}>
              {line.z > 0 ? `+${line.z}` : line.z}
            </text>
          </g>
        ))}
        <polyline
          className="prog-own"
          points={view.points.map((point) => `${x(point.months)},${y(point.value)}`).join(' ')}
        />
        {view.points.map((point) => {
          const isOut = point.z !== undefined && gradeOf(point.z) !== 'usual';
          const [cx, cy] = [x(point.months), y(point.value)];
          return isOut ? (
            <path key={point.on} className="prog-out" d={`M${cx} ${cy - 6}l6 11h-12z`} />
          ) : (
            <circle key={point.on} className="prog-point" cx={cx} cy={cy} r={4} />
          );
        })}
      </svg>
      <figcaption className="small quiet">{text('growth.axis', { unit: view.unit })}</figcaption>
    </figure>
  );
}
