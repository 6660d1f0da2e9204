import { useMemo, useState } from 'react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { showDecimal } from '#kernel/display/show-number.ts';
import { provinces } from '#kernel/vietnam/provinces.ts';
import { useClient, useEndpoint } from '#web/data/client-context.tsx';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Choice, Choose, TextField } from '#web/ui/field.tsx';
import { Nothing, Skeleton, Trouble } from '#web/ui/view.tsx';
import { useWide } from '#web/ui/wide.ts';
import { countFacilities, findFacilities, type FacilityLine, type FacilityWish } from '../../../api.ts';
import { facilityKinds, keysOf, serviceKinds, careLevels } from '../../../domain/facility-words.ts';
import { useFindText } from '../../parts/find-text.ts';
import { OpenState } from '../../parts/open-state.tsx';
import { ProvinceMap } from '../../parts/province-map.tsx';
import { useTyped } from '../../parts/use-typed.ts';
import './facilities.css';

/** Where can I go: by place, kind, service and a few letters of the name; on a map too. */
export default function FacilitiesPage() {
  const text = useFindText();
  const { typed, settled, type } = useTyped();
  const [province, setProvince] = useState('');
  const [kind, setKind] = useState<keyof typeof facilityKinds | ''>('');
  const [service, setService] = useState<keyof typeof serviceKinds | ''>('');
  const [shown, setShown] = useState<'list' | 'map'>('list');
  const isWide = useWide('64rem');
  const wish = useMemo(
    (): FacilityWish => ({
      ...(settled !== '' && { words: settled }),
      ...(kind !== '' && { kind }),
      ...(service !== '' && { service }),
    }),
    [settled, kind, service],
  );
  const counts = useEndpoint(countFacilities, wish, { keep: true });
  const choose = (code: string): void => setProvince(code === province ? '' : code);
  return (
    <div className="find">
      <header className="find-head">
        <h1>{text('facilities.title')}</h1>
        <p className="quiet">{text('facilities.lead')}</p>
      </header>
      <div className="find-left">
        <search className="find-form">
          <TextField
            label={text('find.words')}
            hint={text('find.words.hint')}
            icon="search"
            type="search"
            autoComplete="off"
            spellCheck={false}
            enterKeyHint="search"
            maxLength={200}
            value={typed}
            onChange={(event) => type(event.target.value)}
          />
          <Wishes {...{ province, kind, service, setProvince, setKind, setService }} />
        </search>
        {!isWide && (
          <Choice
            label={text('find.show')}
            name="shown"
            value={shown}
            options={(['list', 'map'] as const).map((value) => ({
              value,
              label: text(`find.show.${value}`),
            }))}
            onChange={setShown}
          />
        )}
        {(isWide || shown === 'list') && <Results wish={{ ...wish, ...(province !== '' && { province }) }} />}
      </div>
      {(isWide || shown === 'map') && (
        <div className="find-right">
          {counts.isError && <Trouble error={counts.error} retry={() => void counts.refetch()} />}
          <ProvinceMap counts={counts.data?.provinces ?? []} chosen={province} onChoose={choose} />
        </div>
      )}
    </div>
  );
}

function Wishes(props: {
  province: string;
  kind: keyof typeof facilityKinds | '';
  service: keyof typeof serviceKinds | '';
  setProvince: (code: string) => void;
  setKind: (kind: keyof typeof facilityKinds | '') => void;
  setService: (service: keyof typeof serviceKinds | '') => void;
}) {
  const text = useFindText();
  const language = useLanguage();
  return (
    <div className="find-wishes">
      <Choose
        label={text('find.province')}
        value={props.province}
        options={[
          { value: '', label: text('find.province.all') },
          ...[...provinces.values()].map(({ code, name }) => ({ value: code, label: name })),
        ]}
        onChange={props.setProvince}
      />
      <Choose
        label={text('find.kind')}
        value={props.kind}
        options={[
          { value: '', label: text('find.kind.all') },
          ...keysOf(facilityKinds).map((value) => ({ value, label: facilityKinds[value][language] })),
        ]}
        onChange={props.setKind}
      />
      <Choose
        label={text('find.service')}
        value={props.service}
        options={[
          { value: '', label: text('find.service.all') },
          ...keysOf(serviceKinds).map((value) => ({ value, label: serviceKinds[value][language] })),
        ]}
        onChange={props.setService}
      />
    </div>
  );
}

function Results(props: { wish: FacilityWish }) {
  const text = useFindText();
  const language = useLanguage();
  const client = useClient();
  const query = useInfiniteQuery({
    queryKey: ['facilities', props.wish],
    initialPageParam: 0,
    queryFn: ({ pageParam, signal }) =>
      client.call(findFacilities, { ...props.wish, offset: pageParam }, { signal }),
    getNextPageParam: ({ total }, pages) => {
      const seen = pages.reduce((sum, { facilities }) => sum + facilities.length, 0);
      return seen < total ? seen : undefined;
    },
    placeholderData: (before) => before,
  });
  const facilities = query.data?.pages.flatMap((page) => page.facilities) ?? [];
  const total = query.data?.pages[0]?.total ?? 0;
  return (
    <section aria-label={text('find.results')} className="stack">
      <output className="quiet small">
        {query.isSuccess &&
          text(total >= 1000 ? 'find.total.many' : 'find.total', { n: showDecimal(String(total), language) })}
      </output>
      {query.isPending && <Skeleton />}
      {query.isError && <Trouble error={query.error} retry={() => void query.refetch()} />}
      {query.isSuccess && facilities.length === 0 && (
        <Nothing icon="place" title={text('find.none')}>
          <p>{text('find.none.what')}</p>
        </Nothing>
      )}
      <ul className="find-list">
        {facilities.map((facility) => (
          <li key={facility.id}>
            <OneFacility facility={facility} />
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
    </section>
  );
}

function OneFacility(props: { facility: FacilityLine }) {
  const text = useFindText();
  const language = useLanguage();
  const { facility } = props;
  const level = careLevels[facility.level as keyof typeof careLevels];
  const facts = [
    facilityKinds[facility.kind][language],
    ...(level === undefined ? [] : [level[language]]),
    ...(facility.beds > 0 ? [text('beds', { n: showDecimal(String(facility.beds), language) })] : []),
  ];
  return (
    <Link href={`/facilities/${facility.id}`} className="find-one">
      <span className="find-name">
        <span className="strong" lang="vi">
          {facility.name}
        </span>
        <OpenState facility={facility} />
      </span>
      <span className="small">{facts.join(' · ')}</span>
      {facility.address !== null && (
        <span className="quiet small" lang="vi">
          {facility.address}
        </span>
      )}
    </Link>
  );
}
