import { useCallback, useState } from 'react';
import { useMutation } from '@tanstack/react-query';
import { Link } from 'wouter';
import { ageOn, showAge } from '#kernel/display/show-age.ts';
import { showClock } from '#kernel/display/show-date.ts';
import { addDays } from '#kernel/vietnam/calendar-days.ts';
import { readCard, type ReadCard } from '#modules/health-card/api.ts';
import { useClient } from '#web/data/client-context.tsx';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { CodeField, codeWords } from '#web/scan/code-field.tsx';
import { Card, Tag } from '#web/ui/card.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { useNow } from '#web/ui/now.ts';
import { Nothing, Trouble, View } from '#web/ui/view.tsx';
import { arriveAtDesk, type DeskLine } from '../../../api.ts';
import { readArrivalCode } from '../../../domain/codes.ts';
import { useBookingText, useServiceName, type BookingText } from '../../parts/booking-text.ts';
import { BookHere } from '../../parts/book-here.tsx';
import { DeskActs } from '../../parts/desk-acts.tsx';
import { SettleList } from '../../parts/settle-list.tsx';
import { showWeekDay } from '../../parts/show-when.ts';
import { useAct, useDeskDay } from '../../queries.ts';
import '../../parts/booking.css';

/** The desk: whoever comes is scanned and has a number; beside it the bookings of the day. */
export default function ReceptionPage() {
  const text = useBookingText();
  return (
    <div className="stack">
      <header className="row-between">
        <h1>{text('desk.title')}</h1>
        <nav className="row" aria-label={text('desk.ways')}>
          <Link href="/reception/board">{text('board.title')}</Link>
          <Link href="/reception/door">{text('door.title')}</Link>
          <Link href="/reception/rules">{text('rules.title')}</Link>
        </nav>
      </header>
      <WhoComes />
      <SettleList />
      <Day />
    </div>
  );
}

/** A scanner, a camera or a hand: the code of a booking gives the number at once; a card says who it is. */
function WhoComes() {
  const text = useBookingText();
  const client = useClient();
  const arrive = useAct(arriveAtDesk);
  const card = useMutation({ mutationFn: (code: string) => client.call(readCard, { text: code }) });
  const { mutate: come, mutateAsync: comeByCode, reset: forget } = arrive;
  const { mutateAsync: look, reset: forgetCard } = card;
  const take = useCallback(
    async (code: string) => {
      forget();
      forgetCard();
      if (readArrivalCode(code) !== undefined) {
        await comeByCode({ text: code });
        return true;
      }
      const { person } = await look(code);
      // Who she is was read; whether she is booked is told below.
      if (person !== undefined) come({ personId: person.id });
      return person !== undefined;
    },
    [come, comeByCode, look, forget, forgetCard],
  );
  const found = card.data;
  return (
    <Card title={text('desk.come')} icon="scan">
      <div className="stack">
        <CodeField
          words={codeWords(text, {
            label: text('desk.code'),
            hint: text('desk.code.hint'),
            verb: text('desk.find'),
          })}
          onCode={take}
        />
        {card.isError && <Trouble error={card.error} />}
        {found?.problem !== undefined && <Notice tone="care" title={text('desk.card-unknown')} live />}
        {arrive.data !== undefined && (
          <div className="booking-number" role="status">
            <p className="strong">{arrive.data.line.person.name}</p>
            <p className="booking-figure">{text('desk.number', { number: arrive.data.number })}</p>
            <p>
              {arrive.data.line.desk} · {showClock(arrive.data.line.startsAt)}
            </p>
          </div>
        )}
        {arrive.isError && <Trouble error={arrive.error} />}
        {arrive.isError && found?.person !== undefined && <Unbooked person={found.person} />}
      </div>
    </Card>
  );
}

/** Who has no booking today: a place for another time, or a number by the queue of the day. */
function Unbooked({ person }: { person: NonNullable<ReadCard['person']> }) {
  const text = useBookingText();
  const [isOpen, setOpen] = useState(false);
  if (!person.inReach) return <p className="quiet">{text('desk.beyond')}</p>;
  return (
    <p className="row">
      <span className="strong">{person.name}</span>
      <Button onClick={() => setOpen(true)}>{text('desk.book')}</Button>
      {isOpen && <BookHere personId={person.id} name={person.name} onClose={() => setOpen(false)} />}
    </p>
  );
}

function Day() {
  const text = useBookingText();
  const [picked, setDay] = useState<string>();
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const day = useDeskDay(picked, cursors.at(-1));
  const turn = (to: string): void => {
    setDay(to);
    setCursors([]);
  };
  return (
    <View query={day}>
      {(data) => (
        <Card title={showWeekDay(text, data.day)} icon="calendar">
          <div className="stack">
            <p className="row">
              <Button icon="back" onClick={() => turn(addDays(data.day, -1))}>
                {text('desk.before')}
              </Button>
              <Button icon="next" onClick={() => turn(addDays(data.day, 1))}>
                {text('desk.after')}
              </Button>
            </p>
            <p className="booking-counts">
              {(['booked', 'arrived', 'done', 'missed'] as const).map((state) => (
                <span key={state}>
                  {text(`desk.count.${state}`)}: <strong>{data.counts[state]}</strong>
                </span>
              ))}
            </p>
            {data.lines.length === 0 ? (
              <Nothing icon="calendar" title={text('desk.nobody')}>
                <p>{text('desk.nobody.what')}</p>
              </Nothing>
            ) : (
              <ul className="line-list">
                {data.lines.map((line) => (
                  <li key={line.id} className="line-between">
                    <Line line={line} />
                  </li>
                ))}
              </ul>
            )}
            <p className="row">
              {cursors.length > 0 && (
                <Button look="quiet" onClick={() => setCursors(cursors.slice(0, -1))}>
                  {text('desk.earlier')}
                </Button>
              )}
              {data.next !== undefined && (
                <Button onClick={() => setCursors([...cursors, data.next!])}>{text('desk.later')}</Button>
              )}
            </p>
          </div>
        </Card>
      )}
    </View>
  );
}

function Line({ line }: { line: DeskLine }) {
  const text = useBookingText();
  const service = useServiceName();
  const arrive = useAct(arriveAtDesk);
  const who = useWho(text);
  return (
    <>
      <div className="line-words">
        <p>
          <strong>{showClock(line.startsAt)}</strong>{' '}
          {line.person.id === undefined ? (
            line.person.name
          ) : (
            <Link href={`/record/${line.person.id}`}>{line.person.name}</Link>
          )}
        </p>
        <p className="quiet small">
          {[who(line), service(line.service), line.desk].filter((part) => part !== '').join(' · ')}
        </p>
        {arrive.isError && <Trouble error={arrive.error} />}
      </div>
      {line.number !== undefined && <strong>{text('desk.number', { number: line.number })}</strong>}
      {line.state === 'booked' ? (
        <div className="row">
          <Button busy={arrive.isPending} onClick={() => arrive.mutate({ bookingId: line.id })}>
            {text('desk.came')}
            <span className="unseen"> {line.person.name}</span>
          </Button>
          <DeskActs line={line} />
        </div>
      ) : (
        <Tag tone={line.state === 'missed' ? 'care' : 'plain'}>{text(`state.${line.state}`)}</Tag>
      )}
    </>
  );
}

/** Sex and age, as far as they are known. */
function useWho(text: BookingText): (line: DeskLine) => string {
  const language = useLanguage();
  const now = useNow();
  return ({ person: { gender, birthDate } }) =>
    [
      gender === 'male' || gender === 'female' ? text(`gender.${gender}`) : '',
      showAge(ageOn(birthDate, now), language),
    ]
      .filter((part) => part !== '')
      .join(', ');
}
