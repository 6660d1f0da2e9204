import { useDeferredValue, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useQuery } from '@tanstack/react-query';
import { ageOn, showAge } from '#kernel/display/show-age.ts';
import { showClock, showDay } from '#kernel/display/show-date.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { useDevice } from '#web/offline/device-context.tsx';
import { useShell } from '#web/shell/shell-context.tsx';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Card, Tag } from '#web/ui/card.tsx';
import { TextField } from '#web/ui/field.tsx';
import { useNow } from '#web/ui/now.ts';
import { Nothing, Trouble, View } from '#web/ui/view.tsx';
import type { DayLine, DayView } from '../../../api.ts';
import { StationPage } from '../../here/station-page.tsx';
import { useDay, useQueueWork } from '../../here/use-day.ts';
import { useStationText } from '../../parts/station-text.ts';
import { RegisterSheet } from './register-sheet.tsx';

/** First page of a station: whoever comes is found, gets a number, is called in; beside it who is expected and who stayed away. */
export default function DayPage() {
  return (
    <StationPage>
      <Day />
    </StationPage>
  );
}

function Day() {
  const text = useStationText();
  const device = useDevice();
  const { me } = useShell();
  const day = useDay();
  const station = day.data?.station ?? me.facility?.name ?? '';
  return (
    <>
      <header>
        <h1>{`${station}, ${showDay(day.data?.day ?? dayInVietnam(device.now()))}`}</h1>
        <p className="quiet">{text('day.what')}</p>
      </header>
      <Find />
      <View query={day}>{(data) => <Lists day={data} />}</View>
    </>
  );
}

function Find() {
  const text = useStationText();
  const language = useLanguage();
  const now = useNow();
  const device = useDevice();
  const work = useQueueWork();
  const [typed, setTyped] = useState('');
  const [isRegistering, setRegistering] = useState(false);
  const words = useDeferredValue(typed.trim());
  const found = useQuery({
    queryKey: ['commune-station', 'people', words],
    // The device answers without a network as well.
    networkMode: 'always',
    queryFn: () => device.search('people', words, 8),
    enabled: words.length >= 2,
    placeholderData: (before) => before,
  });
  const people = words.length >= 2 ? (found.data ?? []) : [];
  return (
    <search className="station-find">
      <TextField
        label={text('find')}
        hint={text('find.hint')}
        icon="search"
        type="search"
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      {found.isError && <Trouble error={found.error} retry={() => void found.refetch()} />}
      {words.length >= 2 && found.isSuccess && people.length === 0 && (
        <p className="quiet" role="status">
          {text('find.none')}
        </p>
      )}
      <ul className="station-list">
        {people.map((person) => (
          <li key={person.id} className="station-line">
            <div className="station-who">
              <strong>{person.name}</strong>
              <p className="quiet small">
                {[showDay(person.birthDate), showAge(ageOn(person.birthDate, now), language), person.place]
                  .filter((part) => part !== undefined && part !== '')
                  .join(' · ')}
              </p>
            </div>
            <div className="row">
              <Button
                busy={work.isPending}
                onClick={() => {
                  work.mutate({ kind: 'arrive', personId: person.id });
                  setTyped('');
                }}
              >
                {text('arrive')}
              </Button>
              <Link className="button button-plain" href={`/station/visit/${person.id}`}>
                {text('visit')}
              </Link>
            </div>
          </li>
        ))}
      </ul>
      {words.length >= 2 && found.isSuccess && (
        <p>
          {device.status().mode === 'online' ? (
            // The register of the centre compares her with everybody.
            <Link className="button button-plain" href="/registry">
              {text('find.register')}
            </Link>
          ) : (
            <Button icon="person" onClick={() => setRegistering(true)}>
              {text('find.register')}
            </Button>
          )}
        </p>
      )}
      {isRegistering && (
        <RegisterSheet
          typed={words}
          onClose={() => setRegistering(false)}
          onPerson={(personId) => {
            setRegistering(false);
            setTyped('');
            work.mutate({ kind: 'arrive', personId });
          }}
        />
      )}
    </search>
  );
}

function Lists({ day }: { day: DayView }) {
  const text = useStationText();
  const inLine = day.here.filter(({ state }) => state === 'waiting' || state === 'inside');
  const over = day.here.filter(({ state }) => state === 'done' || state === 'left');
  return (
    <div className="station-day">
      <Card title={`${text('waiting')} (${inLine.length})`} icon="people">
        {inLine.length === 0 ? (
          <Nothing icon="people" title={text('nobody.here')}>
            <p>{text('nobody.here.what')}</p>
          </Nothing>
        ) : (
          <Lines lines={inLine} />
        )}
        {over.length > 0 && (
          <p className="quiet small">
            {text('done')}: {over.length}
          </p>
        )}
      </Card>
      <div className="stack">
        <Card title={`${text('expected')} (${day.counts.expected})`} icon="calendar">
          {day.expected.length === 0 ? (
            <p className="quiet">{text('nobody.expected')}</p>
          ) : (
            <Lines lines={day.expected} />
          )}
        </Card>
        <Card title={`${text('late')} (${day.counts.late})`} icon="warning">
          {day.late.length === 0 ? (
            <p className="quiet">{text('nobody.late')}</p>
          ) : (
            <Lines lines={day.late} />
          )}
        </Card>
      </div>
    </div>
  );
}

function Lines({ lines }: { lines: readonly DayLine[] }) {
  return (
    <ul className="station-list">
      {lines.map((line) => (
        <Line key={line.id} line={line} />
      ))}
    </ul>
  );
}

function Line({ line }: { line: DayLine }) {
  const text = useStationText();
  const language = useLanguage();
  const now = useNow();
  const { person } = line;
  const facts = [
    line.number === undefined ? undefined : text('number', { n: line.number }),
    showAge(ageOn(person?.birthDate, now), language),
    line.arrivedAt === undefined ? undefined : text('since', { time: showClock(line.arrivedAt) }),
    line.dueOn === undefined ? undefined : text('due', { day: showDay(line.dueOn) }),
    line.why,
  ];
  return (
    <li className="station-line">
      <div className="station-who">
        {person === undefined ? (
          <span className="quiet">{text('outside')}</span>
        ) : (
          <Link href={`/record/${person.id}`}>{person.name}</Link>
        )}{' '}
        {line.state === 'inside' && <Tag tone="info">{text('inside')}</Tag>}
        {line.urgent && <Tag tone="care">{text('urgent')}</Tag>}
        <p className="quiet small">{facts.filter((fact) => fact !== undefined && fact !== '').join(' · ')}</p>
      </div>
      {person !== undefined && <Act line={line} personId={person.id} />}
    </li>
  );
}

/** The one action of a line: call in and examine, or give whoever was expected a number. */
function Act({ line, personId }: { line: DayLine; personId: string }) {
  const text = useStationText();
  const work = useQueueWork();
  const [, go] = useLocation();
  const open = (): void => go(`/station/visit/${personId}`);
  if (line.state === 'expected' || line.state === 'late')
    return (
      <Button
        busy={work.isPending}
        onClick={() =>
          work.mutate({
            kind: 'arrive',
            personId,
            ...(line.appointmentId !== undefined && { appointmentId: line.appointmentId }),
          })
        }
      >
        {text('arrive')}
      </Button>
    );
  if (line.state === 'waiting')
    return (
      <Button
        look="main"
        busy={work.isPending}
        onClick={() => work.mutate({ kind: 'move', id: line.id, state: 'inside' }, { onSuccess: open })}
      >
        {text('call')}
      </Button>
    );
  return (
    <Link className="button button-plain" href={`/station/visit/${personId}`}>
      {text('visit')}
    </Link>
  );
}
