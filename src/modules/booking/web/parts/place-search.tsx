import { useState } from 'react';
import { provinces } from '#kernel/vietnam/provinces.ts';
import { findPlaces as findUnits } from '#modules/directory/api.ts';
import { useEndpoint } from '#web/data/client-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Choose, TextField } from '#web/ui/field.tsx';
import { Nothing, View } from '#web/ui/view.tsx';
import { findPlaces, type PlaceLine } from '../../api.ts';
import type { BookedService } from '../../domain/services.ts';
import { useBookingText } from './booking-text.ts';
import { showWhen } from './show-when.ts';

/** Kinds of facility to narrow by, with the directory's codes. */
const kinds = ['station', 'hospital', 'centre', 'polyclinic', 'clinic', 'family-doctor'] as const;

/** Where a place is free, the shortest wait first; by province, commune and kind of facility. */
export function PlaceSearch(props: {
  service: BookedService;
  province: string | undefined;
  onChoose: (place: PlaceLine) => void;
}) {
  const text = useBookingText();
  const [province, setProvince] = useState(props.province ?? '');
  const [commune, setCommune] = useState<{ code: string; name: string }>();
  const [kind, setKind] = useState<(typeof kinds)[number] | ''>('');
  const [from, setFrom] = useState(0);
  const again = (): void => setFrom(0);
  const found = useEndpoint(
    findPlaces,
    {
      service: props.service,
      from,
      ...(province !== '' && { province }),
      ...(commune !== undefined && { commune: commune.code }),
      ...(kind !== '' && { kind }),
    },
    { keep: true },
  );
  return (
    <div className="stack">
      <search className="booking-wishes">
        <Choose
          label={text('place.province')}
          value={province}
          options={[
            { value: '', label: text('place.province.all') },
            ...[...provinces.values()].map(({ code, name }) => ({ value: code, label: name })),
          ]}
          onChange={(code) => {
            setProvince(code);
            setCommune(undefined);
            again();
          }}
        />
        <Choose
          label={text('place.kind')}
          value={kind}
          options={[
            { value: '', label: text('place.kind.all') },
            ...kinds.map((value) => ({ value, label: text(`place.kind.${value}`) })),
          ]}
          onChange={(value) => {
            setKind(value);
            again();
          }}
        />
        {province !== '' && (
          <Commune
            province={province}
            chosen={commune}
            onChoose={(unit) => {
              setCommune(unit);
              again();
            }}
          />
        )}
      </search>
      <View query={found}>
        {({ places, next, tooMany }) => (
          <>
            {places.length === 0 && (
              <Nothing icon="place" title={text('place.none')}>
                <p>{text('place.none.what')}</p>
              </Nothing>
            )}
            {tooMany && <p className="quiet">{text('place.many')}</p>}
            <ul className="line-list">
              {places.map((place) => (
                <li key={place.deskId} className="line-between">
                  <div className="line-words">
                    <p className="strong">{place.facility}</p>
                    <p className="quiet small">{[place.desk, place.address].filter(Boolean).join(' · ')}</p>
                    <p className="small">
                      {place.firstFree === undefined
                        ? text('place.full')
                        : text('place.first', { at: showWhen(text, place.firstFree) })}
                    </p>
                  </div>
                  <Button onClick={() => props.onChoose(place)}>
                    {text('place.choose')}
                    <span className="unseen"> {place.facility}</span>
                  </Button>
                </li>
              ))}
            </ul>
            <p className="row">
              {from > 0 && (
                <Button look="quiet" onClick={again}>
                  {text('place.begin')}
                </Button>
              )}
              {next !== undefined && <Button onClick={() => setFrom(next)}>{text('place.more')}</Button>}
            </p>
          </>
        )}
      </View>
    </div>
  );
}

interface Unit {
  readonly code: string;
  readonly name: string;
}

/** A commune of the province, by a few letters of its name. */
function Commune(props: {
  province: string;
  chosen: Unit | undefined;
  onChoose: (unit: Unit | undefined) => void;
}) {
  const text = useBookingText();
  const [words, setWords] = useState('');
  const typed = words.trim();
  const units = useEndpoint(
    findUnits,
    { era: 'now', province: props.province, words: typed, offset: 0 },
    { enabled: typed.length >= 2 && props.chosen === undefined, keep: true },
  );
  if (props.chosen !== undefined)
    return (
      <p className="row">
        <span>{props.chosen.name}</span>
        <Button look="quiet" icon="close" onClick={() => props.onChoose(undefined)}>
          {text('place.commune.all')}
        </Button>
      </p>
    );
  return (
    <div className="stack-tight">
      <TextField
        label={text('place.commune')}
        icon="search"
        type="search"
        autoComplete="off"
        maxLength={100}
        value={words}
        onChange={(event) => setWords(event.target.value)}
      />
      {typed.length >= 2 && (
        <p className="row">
          {(units.data?.places ?? []).slice(0, 6).map(({ code, name }) => (
            <Button
              key={code}
              onClick={() => {
                setWords('');
                props.onChoose({ code, name });
              }}
            >
              {name}
            </Button>
          ))}
        </p>
      )}
    </div>
  );
}
