import { useState } from 'react';
import { showDay } from '#kernel/display/show-date.ts';
import { useEndpoint } from '#web/data/client-context.tsx';
import { useText } from '#web/text/text-context.tsx';
import { Nothing, View } from '#web/ui/view.tsx';
import { readFigures, type Figures } from '../../../api.ts';
import type vi from '../../public-health.vi.json';
import './figures.css';

/** How many people had a reported disease, by commune and week; small counts are hidden by the server. */
export default function FiguresPage() {
  const text = useText<typeof vi>();
  const [disease, setDisease] = useState<string>();
  const query = useEndpoint(readFigures, disease === undefined ? {} : { disease }, { keep: true });
  return (
    <div className="stack figures-page">
      <div>
        <h1>{text('title')}</h1>
        <p className="quiet">{text('what')}</p>
      </div>
      <View query={query} lines={10}>
        {(figures) => (
          <>
            <div className="field figures-choice">
              <label htmlFor="disease">{text('disease')}</label>
              <select
                id="disease"
                className="select"
                value={figures.disease}
                onChange={(event) => setDisease(event.target.value)}
              >
                {figures.diseases.map(({ key, name }) => (
                  <option key={key} value={key}>
                    {name} ({key})
                  </option>
                ))}
              </select>
            </div>
            <Answer figures={figures} />
          </>
        )}
      </View>
    </div>
  );
}

function Answer(props: { figures: Figures }) {
  const text = useText<typeof vi>();
  const { figures } = props;
  const some = figures.places.filter(({ counts }) => counts.some((count) => count !== 0));
  if (figures.area.length === 0)
    return (
      <Nothing icon="info" title={text('no-area.title')}>
        <p>{text('no-area.what')}</p>
      </Nothing>
    );
  const area = <p className="strong">{text('area', { area: figures.area.join(', ') })}</p>;
  if (some.length === 0)
    return (
      <>
        {area}
        <Nothing icon="trends" title={text('none.title')}>
          <p>{text('none.what')}</p>
        </Nothing>
      </>
    );
  return (
    <>
      {area}
      <Table figures={figures} places={some} />
      <p className="quiet">{text('hidden.what', { smallest: String(figures.smallest) })}</p>
      <p className="quiet">{text('zeros', { count: String(figures.places.length - some.length) })}</p>
    </>
  );
}

function Table(props: { figures: Figures; places: Figures['places'] }) {
  const text = useText<typeof vi>();
  const { weeks, totals } = props.figures;
  // The newest first: on a phone it is what stands in sight.
  const order = weeks.map((_, at) => weeks.length - 1 - at);
  const shown = (count: number | null) =>
    count === null ? <span className="figures-hidden">{text('hidden')}</span> : count === 0 ? '0' : count;
  return (
    // A table wider than a phone is moved by finger, and by keys once it has the focus.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- WCAG 2.1.1 asks that what scrolls can be reached by keys
    <div className="figures-scroll" tabIndex={0} role="region" aria-label={text('table')}>
      <table className="figures-table">
        <thead>
          <tr>
            <th scope="col">{text('place')}</th>
            {order.map((at) => (
              <th key={at} scope="col" className="number">
                {text('week', { week: weeks[at]!.name.slice(-2) })}
                <span className="quiet small">
                  {text('week.from', { day: showDay(weeks[at]!.from).slice(0, 5) })}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.places.map(({ code, name, counts }) => (
            <tr key={code}>
              <th scope="row">{name}</th>
              {order.map((at) => (
                <td key={at} className="number">
                  {shown(counts[at]!)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{text('total')}</th>
            {order.map((at) => (
              <td key={at} className="number strong">
                {shown(totals[at]!)}
              </td>
            ))}
          </tr>
        </tfoot>
      </table>
    </div>
  );
}
