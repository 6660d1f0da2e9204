import { useState } from 'react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { showDay } from '#kernel/display/show-date.ts';
import { showDecimal } from '#kernel/display/show-number.ts';
import { oldProvinces, provinces } from '#kernel/vietnam/provinces.ts';
import { useClient, useEndpoint } from '#web/data/client-context.tsx';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Card, Tag } from '#web/ui/card.tsx';
import { Chip, Choice, Choose, TextField } from '#web/ui/field.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Nothing, Skeleton, Trouble, View } from '#web/ui/view.tsx';
import { findPlaces, readPlace, type PlacePage } from '../../../api.ts';
import { useFindText } from '../../parts/find-text.ts';
import { useTyped } from '../../parts/use-typed.ts';
import './places.css';

type Era = 'now' | 'before';
interface Chosen {
  readonly era: Era;
  readonly code: string;
}

/** What became of an old commune, and what a new one was made of. */
export default function PlacesPage() {
  const text = useFindText();
  const [era, setEra] = useState<Era>('before');
  const [province, setProvince] = useState('');
  const [unmapped, setUnmapped] = useState(false);
  const [chosen, setChosen] = useState<Chosen>();
  const { typed, settled, type } = useTyped();
  const list = era === 'now' ? provinces : oldProvinces;
  return (
    <div className="stack">
      <header>
        <h1>{text('places.title')}</h1>
        <p className="quiet">{text('places.lead')}</p>
      </header>
      <div className={chosen === undefined ? 'places' : 'places places-open'}>
        <div className="places-find stack">
          <Choice
            label={text('places.era')}
            name="era"
            value={era}
            options={(['before', 'now'] as const).map((value) => ({
              value,
              label: text(`places.era.${value}`),
            }))}
            onChange={(next) => {
              setEra(next);
              setProvince('');
              setUnmapped(false);
            }}
          />
          <search className="places-form">
            <TextField
              label={text('places.words')}
              hint={text('find.words.hint')}
              icon="search"
              type="search"
              autoComplete="off"
              spellCheck={false}
              maxLength={200}
              value={typed}
              onChange={(event) => type(event.target.value)}
            />
            <Choose
              label={text('find.province')}
              value={province}
              options={[
                { value: '', label: text('find.province.all') },
                ...[...list.values()].map(({ code, name }) => ({ value: code, label: name })),
              ]}
              onChange={setProvince}
            />
          </search>
          {era === 'before' && (
            <p>
              <Chip pressed={unmapped} icon="warning" onClick={() => setUnmapped(!unmapped)}>
                {text('places.unmapped')}
              </Chip>
            </p>
          )}
          <Found
            {...{ era, words: settled, province, unmapped }}
            chosen={chosen}
            onChoose={(code) => setChosen({ era, code })}
          />
        </div>
        <div className="places-detail">
          {chosen === undefined ? (
            <Nothing icon="documents" title={text('places.choose')}>
              <p>{text('places.choose.what')}</p>
            </Nothing>
          ) : (
            <OnePlace chosen={chosen} onChoose={setChosen} />
          )}
        </div>
      </div>
      <p className="quiet small">{text('places.proposal')}</p>
    </div>
  );
}

function Found(props: {
  era: Era;
  words: string;
  province: string;
  unmapped: boolean;
  chosen: Chosen | undefined;
  onChoose: (code: string) => void;
}) {
  const text = useFindText();
  const language = useLanguage();
  const client = useClient();
  const { era, words, province, unmapped } = props;
  const query = useInfiniteQuery({
    queryKey: ['places', era, words, province, unmapped],
    initialPageParam: 0,
    queryFn: ({ pageParam, signal }) =>
      client.call(
        findPlaces,
        {
          era,
          ...(words !== '' && { words }),
          ...(province !== '' && { province }),
          ...(unmapped && { unmapped: 'true' as const }),
          offset: pageParam,
        },
        { signal },
      ),
    getNextPageParam: ({ total }, pages) => {
      const seen = pages.reduce((sum, { places }) => sum + places.length, 0);
      return seen < total ? seen : undefined;
    },
    placeholderData: (before) => before,
  });
  const places = query.data?.pages.flatMap((page) => page.places) ?? [];
  return (
    <>
      <output className="quiet small">
        {query.isSuccess &&
          text('places.found', { n: showDecimal(String(query.data.pages[0]?.total ?? 0), language) })}
      </output>
      {query.isPending && <Skeleton />}
      {query.isError && <Trouble error={query.error} retry={() => void query.refetch()} />}
      {query.isSuccess && places.length === 0 && (
        <Nothing icon="search" title={text('places.none')}>
          <p>{text('places.none.what')}</p>
        </Nothing>
      )}
      <ul className="places-list">
        {places.map((place) => (
          <li key={place.code}>
            <button
              type="button"
              className="places-one"
              lang="vi"
              aria-current={(props.chosen?.era === era && props.chosen.code === place.code) || undefined}
              onClick={() => props.onChoose(place.code)}
            >
              <span className="strong">{place.code}</span>
              <span>
                {place.name} <span className="quiet">· {place.province.name}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      {query.hasNextPage && (
        <p>
          <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {text('find.more')}
          </Button>
        </p>
      )}
    </>
  );
}

function OnePlace(props: { chosen: Chosen; onChoose: (chosen: Chosen | undefined) => void }) {
  const text = useFindText();
  const query = useEndpoint(readPlace, props.chosen);
  return (
    <div className="stack">
      <p className="places-back">
        <Button icon="back" onClick={() => props.onChoose(undefined)}>
          {text('places.back')}
        </Button>
      </p>
      <View query={query}>
        {(place) => <Whole place={place} era={props.chosen.era} onChoose={props.onChoose} />}
      </View>
    </div>
  );
}

function Whole(props: { place: PlacePage; era: Era; onChoose: (chosen: Chosen) => void }) {
  const text = useFindText();
  const { place, era } = props;
  const other: Era = era === 'now' ? 'before' : 'now';
  return (
    <Card
      title={place.name}
      icon="place"
      aside={
        <Tag tone={era === 'now' ? 'good' : 'plain'}>
          {era === 'now'
            ? text('places.since', { day: showDay(place.validFrom) })
            : text('places.until', { day: showDay(place.validTo) })}
        </Tag>
      }
    >
      <div className="stack">
        <p lang="vi">
          {place.province.name} · {text('places.code')} {place.code}
        </p>
        {place.unmapped && (
          <Notice tone="care" title={text('places.is-unmapped')}>
            <p>{text('places.is-unmapped.what')}</p>
          </Notice>
        )}
        {!place.unmapped && <h3>{text(era === 'now' ? 'places.made-of' : 'places.became')}</h3>}
        {!place.unmapped && place.others.length === 0 && <p>{text('places.no-source')}</p>}
        <ul className="places-list">
          {place.others.map((one) => (
            <li key={one.code}>
              <button
                type="button"
                className="places-one"
                onClick={() => props.onChoose({ era: other, code: one.code })}
              >
                <span className="strong">{one.code}</span>
                <span lang="vi">
                  {one.name} <span className="quiet">· {one.province.name}</span>
                </span>
                <Tag tone={one.whole ? 'plain' : 'care'}>
                  {text(one.whole ? 'places.whole' : 'places.part')}
                </Tag>
              </button>
            </li>
          ))}
        </ul>
      </div>
    </Card>
  );
}
