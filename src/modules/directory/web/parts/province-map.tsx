import { useMemo, useState } from 'react';
import { showDecimal } from '#kernel/display/show-number.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Card } from '#web/ui/card.tsx';
import { Choice } from '#web/ui/field.tsx';
import type { ProvinceCount } from '../../api.ts';
import { CountryMap } from './country-map.tsx';
import { useFindText } from './find-text.ts';
import { ratesOf, type Measure, type ProvinceRate } from './rates.ts';
import './province-map.css';

/** The map of the country with its key, and the table that says the same. */
export function ProvinceMap(props: {
  counts: readonly ProvinceCount[];
  chosen: string;
  onChoose: (code: string) => void;
}) {
  const text = useFindText();
  const language = useLanguage();
  const [measure, setMeasure] = useState<Measure>('facilities');
  const { rates, bounds } = useMemo(() => ratesOf(props.counts, measure), [props.counts, measure]);
  const shades = useMemo(() => new Map(rates.map(({ code, shade }) => [code, shade])), [rates]);
  const first = 5 - bounds.length;
  return (
    <Card
      title={text('map.title')}
      icon="place"
      aside={
        props.chosen !== '' && (
          <Button look="quiet" icon="close" onClick={() => props.onChoose(props.chosen)}>
            {text('map.all')}
          </Button>
        )
      }
    >
      <div className="stack">
        <Choice
          label={text('map.measure')}
          name="measure"
          value={measure}
          options={(['facilities', 'beds'] as const).map((value) => ({
            value,
            label: text(`map.measure.${value}`),
          }))}
          onChange={setMeasure}
        />
        <div className="province-map">
          <div>
            <CountryMap
              label={text('map.label')}
              shades={shades}
              chosen={props.chosen}
              onChoose={props.onChoose}
            />
            <ul className="province-key small">
              <li>
                <Swatch shade={0} />
                {text('map.none')}
              </li>
              {bounds.map((bound, at) => (
                <li key={bound}>
                  <Swatch shade={first + at + 1} />
                  {text('map.upto', { n: showDecimal(String(bound), language) })}
                </li>
              ))}
            </ul>
          </div>
          <ProvinceTable rates={rates} measure={measure} chosen={props.chosen} onChoose={props.onChoose} />
        </div>
        <p className="quiet tiny">{text('map.schematic')}</p>
      </div>
    </Card>
  );
}

function Swatch(props: { shade: number }) {
  return (
    <svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true" focusable="false">
      <rect className={`map-shade-${props.shade} map-swatch`} x="1" y="1" width="16" height="16" rx="3" />
    </svg>
  );
}

function ProvinceTable(props: {
  rates: readonly ProvinceRate[];
  measure: Measure;
  chosen: string;
  onChoose: (code: string) => void;
}) {
  const text = useFindText();
  const language = useLanguage();
  return (
    // The table is longer than its window; a keyboard scrolls it by the buttons in it.
    <div className="province-table">
      <table className="small">
        <thead>
          <tr>
            <th scope="col">{text('map.province')}</th>
            <th scope="col" className="number">
              {text(`map.count.${props.measure}`)}
            </th>
            <th scope="col" className="number">
              {text('map.rate')}
            </th>
          </tr>
        </thead>
        <tbody>
          {props.rates.map(({ code, name, count, rate, shade }) => (
            <tr key={code} className={code === props.chosen ? 'province-chosen' : undefined}>
              <th scope="row">
                <button
                  type="button"
                  className="province-name"
                  lang="vi"
                  aria-pressed={code === props.chosen}
                  onClick={() => props.onChoose(code)}
                >
                  <Swatch shade={shade} />
                  {name.replace(/^(Tỉnh|Thành phố) /u, '')}
                </button>
              </th>
              <td className="number">{showDecimal(String(count), language)}</td>
              <td className="number">{showDecimal(String(rate), language)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
