import { showMoment } from '#kernel/display/show-date.ts';
import { showDecimal } from '#kernel/display/show-number.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { Card } from '#web/ui/card.tsx';
import type { ModelView } from '../../api.ts';
import { useRegistryText } from './registry-text.ts';

/** Bits of the first bar and of each: as the server counts. */
const firstBits = -10;
const widthBits = 2;

/** How many people are in the index, and how the last comparison of all with all spread. */
export function SweepCard(props: { view: ModelView }) {
  const text = useRegistryText();
  const language = useLanguage();
  const { index, sweep } = props.view;
  const number = (value: number): string => showDecimal(String(value), language);
  return (
    <Card title={text('index')}>
      <p>
        {text('index.people', { n: number(index.people) })}
        {index.waiting > 0 && ` · ${text('index.waiting', { n: number(index.waiting) })}`}
      </p>
      {sweep === undefined ? (
        <p className="quiet">{text('sweep.none')}</p>
      ) : (
        <>
          <p>
            {text(`sweep.${sweep.state}`, { at: showMoment(sweep.startedAt) })}{' '}
            {text('sweep.counts', {
              n: number(sweep.pairs),
              a: number(sweep.certain),
              b: number(sweep.probable),
              c: number(sweep.possible),
            })}
          </p>
          {sweep.state === 'running' && <progress value={sweep.progress} aria-label={text('model.sweep')} />}
          <Histogram bars={sweep.histogram} />
        </>
      )}
    </Card>
  );
}

/** Pairs by their score; a table for who does not see the bars. */
function Histogram(props: { bars: readonly number[] }) {
  const text = useRegistryText();
  const most = Math.max(1, ...props.bars);
  return (
    <table className="registry-histogram">
      <caption>{text('sweep.histogram')}</caption>
      <tbody>
        {props.bars.map((count, at) => {
          const from = firstBits + at * widthBits;
          return count === 0 ? null : (
            <tr key={from}>
              <th scope="row">
                {from} … {from + widthBits}
              </th>
              <td>
                <span
                  className="registry-bar"
                  style={{ inlineSize: `${Math.max(2, (100 * Math.log1p(count)) / Math.log1p(most))}%` }}
                />
                {count}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
