import { useId, useMemo } from 'react';
import { provinces } from '#kernel/vietnam/provinces.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { drawMap } from '../../domain/map/draw-map.ts';
import './country-map.css';

/** What stands on the map. */
export interface MapFacts {
  /** 0 for none to 5, by code of the province. */
  readonly shades?: ReadonlyMap<string, number>;
  readonly chosen?: string | undefined;
  readonly point?: { readonly longitude: number; readonly latitude: number };
}

/**
 * The country with Hoàng Sa and Trường Sa. For the eye and the mouse; whoever uses it gives a list beside it that says and does the same by
 * keyboard and for a screen reader.
 */
export function CountryMap(props: MapFacts & { label: string; onChoose?: (code: string) => void }) {
  const language = useLanguage();
  const map = useMemo(() => drawMap(), []);
  const clip = useId();
  const { shades, chosen, point, onChoose } = props;
  const looks = (code: string): string =>
    `map-field map-shade-${shades?.get(code) ?? 0}${code === chosen ? ' map-chosen' : ''}`;
  const chosenField = map.provinces.find(({ code }) => code === chosen)?.field;
  const pin = point && map.place(point.longitude, point.latitude);
  return (
    <svg
      className={onChoose ? 'map map-pressed' : 'map'}
      viewBox={`0 0 ${map.width} ${map.height}`}
      role="img"
      aria-label={props.label}
    >
      <clipPath id={clip}>
        <path d={map.land} />
      </clipPath>
      <g clipPath={`url(#${clip})`}>
        {map.provinces.map(({ code, field }) => (
          // The same choice is in the list beside the map, where a keyboard reaches it.
          // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
          <path key={code} className={looks(code)} d={field} onClick={() => onChoose?.(code)}>
            <title>{provinces.get(code)?.name}</title>
          </path>
        ))}
        <path className="map-borders" d={map.borders} />
        {chosenField && <path className="map-ring" d={chosenField} />}
      </g>
      <path className="map-coast" d={map.land} />
      {map.islands.map(({ x, y, r }) => (
        <circle key={`${x} ${y}`} className="map-island" cx={x} cy={y} r={r} />
      ))}
      {map.archipelagos.map((group) => (
        <g key={group.province}>
          {group.points.map(([x, y]) => (
            // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
            <circle
              key={`${x} ${y}`}
              className={`${looks(group.province)} map-islet`}
              cx={x}
              cy={y}
              r="3"
              onClick={() => onChoose?.(group.province)}
            />
          ))}
          <text className="map-name" x={group.label[0]} y={group.label[1]}>
            {group.name[language].split(' (').map((part, at) => (
              <tspan key={part} x={group.label[0]} dy={at === 0 ? 0 : 15}>
                {at === 0 ? part : `(${part}`}
              </tspan>
            ))}
          </text>
        </g>
      ))}
      {pin && <circle className="map-pin" cx={pin[0]} cy={pin[1]} r="7" />}
    </svg>
  );
}
