import { useEffect, useState } from 'react';
import { Link, useLocation, useSearchParams } from 'wouter';
import { Button } from '#web/ui/button.tsx';
import { Card } from '#web/ui/card.tsx';
import { Choose } from '#web/ui/field.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Trouble, View } from '#web/ui/view.tsx';
import { confirmHold, hold, releaseHold, type BookedPerson, type PlaceLine } from '../../../api.ts';
import { serviceCodes, type BookedService } from '../../../domain/services.ts';
import { holdMinutes } from '../../../domain/times.ts';
import { useBookingText, useServiceName } from '../../parts/booking-text.ts';
import { JoinWaiting } from '../../parts/join-waiting.tsx';
import { PlaceSearch } from '../../parts/place-search.tsx';
import { showWhen } from '../../parts/show-when.ts';
import { TimeChoice } from '../../parts/time-choice.tsx';
import { useAct, usePeople } from '../../queries.ts';
import '../../parts/booking.css';

/** For whom and what for, where, when, and yes: one after the other on one page. */
export default function NewPage() {
  const text = useBookingText();
  const people = usePeople();
  return (
    <div className="stack booking booking-new">
      <header>
        <h1>{text('new.title')}</h1>
        <p>
          <Link href="/booking">{text('new.back')}</Link>
        </p>
      </header>
      <View query={people}>{(data) => <Steps people={data.people} province={data.province} />}</View>
    </div>
  );
}

function Steps({ people, province }: { people: readonly BookedPerson[]; province: string | undefined }) {
  const text = useBookingText();
  const serviceName = useServiceName();
  const [search] = useSearchParams();
  const asked = search.get('person');
  const [personIds, setPeople] = useState<readonly string[]>(() => {
    const first = people.find(({ id }) => id === asked) ?? people[0];
    return first === undefined ? [] : [first.id];
  });
  const [service, setService] = useState<BookedService>(
    () => serviceCodes.find((code) => code === search.get('service')) ?? 'examination',
  );
  const [place, setPlace] = useState<PlaceLine>();
  const [startsAt, setTime] = useState<string>();
  const keep = useAct(hold);
  const chosen = people.filter(({ id }) => personIds.includes(id));
  const choosePlace = (next: PlaceLine | undefined): void => {
    setPlace(next);
    setTime(undefined);
    keep.reset();
  };
  if (keep.data !== undefined && place !== undefined)
    return (
      <Confirm
        groupId={keep.data.groupId}
        until={keep.data.until}
        place={place}
        service={service}
        lines={keep.data.bookings.map(({ id, person, startsAt: at }) => ({ id, name: person.name, at }))}
        onBack={() => {
          keep.reset();
          setTime(undefined);
        }}
      />
    );
  return (
    <>
      <Card title={text('new.who')} icon="people">
        <fieldset className="choice">
          <legend>{text('new.who.what')}</legend>
          <div className="choice-row">
            {people.map(({ id, name, self }) => (
              <label key={id} className="choice-one">
                <input
                  type="checkbox"
                  checked={personIds.includes(id)}
                  onChange={({ target }) =>
                    setPeople(target.checked ? [...personIds, id] : personIds.filter((one) => one !== id))
                  }
                />
                <span>{self ? text('new.self', { name }) : name}</span>
              </label>
            ))}
          </div>
        </fieldset>
        {personIds.length === 0 && <p className="field-error">{text('new.nobody')}</p>}
        {people.length === 1 && <p className="quiet small">{text('new.only-self')}</p>}
        <Choose
          label={text('new.service')}
          value={service}
          options={serviceCodes.map((code) => ({ value: code, label: serviceName(code) }))}
          onChange={(code) => {
            setService(code);
            choosePlace(undefined);
          }}
        />
      </Card>
      {place === undefined ? (
        <Card title={text('new.where')} icon="place">
          <PlaceSearch service={service} province={province} onChoose={choosePlace} />
        </Card>
      ) : (
        <>
          <Card
            title={text('new.where')}
            icon="place"
            aside={
              <Button look="quiet" onClick={() => choosePlace(undefined)}>
                {text('new.other-place')}
              </Button>
            }
          >
            <p className="strong">{place.facility}</p>
            <p className="quiet">{[place.desk, place.address].filter(Boolean).join(' · ')}</p>
          </Card>
          <Card title={text('new.when')} icon="calendar">
            <div className="stack">
              <TimeChoice deskId={place.deskId} chosen={startsAt} onChoose={setTime} />
              {keep.isError && <Trouble error={keep.error} />}
              <p>
                <Button
                  look="main"
                  busy={keep.isPending}
                  disabled={startsAt === undefined || personIds.length === 0}
                  onClick={() =>
                    startsAt !== undefined &&
                    keep.mutate({ deskId: place.deskId, service, startsAt, personIds: [...personIds] })
                  }
                >
                  {startsAt === undefined
                    ? text('new.choose-time')
                    : text('new.keep', { at: showWhen(text, startsAt) })}
                </Button>
              </p>
              <JoinWaiting deskId={place.deskId} service={service} people={chosen} />
            </div>
          </Card>
        </>
      )}
    </>
  );
}

function Confirm(props: {
  groupId: string;
  until: string;
  place: PlaceLine;
  service: BookedService;
  lines: readonly { readonly id: string; readonly name: string; readonly at: string }[];
  onBack: () => void;
}) {
  const text = useBookingText();
  const serviceName = useServiceName();
  const [, go] = useLocation();
  const confirm = useAct(confirmHold);
  const release = useAct(releaseHold);
  const left = useMinutesLeft(props.until);
  return (
    <Card title={text('confirm.title')} icon="check">
      <div className="stack">
        <ul className="stack-tight">
          {props.lines.map(({ id, name, at }) => (
            <li key={id}>
              <strong>{name}</strong>
              <br />
              {showWhen(text, at)}
            </li>
          ))}
        </ul>
        <p>
          {serviceName(props.service)}
          <br />
          {props.place.facility}, {props.place.desk}
          {props.place.address !== undefined && (
            <>
              <br />
              <span className="quiet">{props.place.address}</span>
            </>
          )}
        </p>
        {left > 0 ? (
          <p className="quiet" role="status">
            {text('confirm.kept', { minutes: left })}
          </p>
        ) : (
          <Notice tone="care" title={text('confirm.over')} live />
        )}
        {confirm.isError && <Trouble error={confirm.error} />}
        <p className="row">
          <Button
            look="main"
            busy={confirm.isPending}
            disabled={left === 0}
            onClick={() => confirm.mutate({ groupId: props.groupId }, { onSuccess: () => go('/booking') })}
          >
            {text('confirm.do')}
          </Button>
          <Button
            look="quiet"
            busy={release.isPending}
            onClick={() => release.mutate({ groupId: props.groupId }, { onSettled: props.onBack })}
          >
            {text('confirm.back')}
          </Button>
        </p>
      </div>
    </Card>
  );
}

/** Whole minutes that are left, counted down by this device's own running time: how its clock stands does not matter. */
function useMinutesLeft(until: string): number {
  const [minutes, setMinutes] = useState(holdMinutes);
  useEffect(() => {
    const ends = performance.now() + holdMinutes * 60_000;
    const timer = setInterval(
      () => setMinutes(Math.max(0, Math.ceil((ends - performance.now()) / 60_000))),
      1000,
    );
    return () => clearInterval(timer);
  }, [until]);
  return minutes;
}
