import { useRef } from 'react';
import { Link } from 'wouter';
import { Button } from '#web/ui/button.tsx';
import { View } from '#web/ui/view.tsx';
import { useBookingText } from '../../parts/booking-text.ts';
import { useBoard } from '../../queries.ts';
import '../../parts/booking.css';

/** For the screen of a hall: numbers alone, large, moving by themselves. */
export default function BoardPage() {
  const text = useBookingText();
  const board = useBoard();
  const screen = useRef<HTMLElement>(null);
  return (
    <div className="stack">
      <header className="row-between">
        <h1>{text('board.title')}</h1>
        <p className="row">
          <Button icon="open" onClick={() => void screen.current?.requestFullscreen()}>
            {text('board.whole')}
          </Button>
          <Link href="/reception">{text('desk.back')}</Link>
        </p>
      </header>
      <View query={board}>
        {({ facility, inside, next, waiting }) => (
          <section ref={screen} className="booking-board" aria-live="polite" aria-label={text('board.title')}>
            <p className="strong">{facility}</p>
            <h2>{text('board.now')}</h2>
            {inside.length === 0 ? (
              <p className="quiet">{text('board.nobody')}</p>
            ) : (
              <ul className="booking-board-now">
                {inside.map(({ number, desk }) => (
                  <li key={`${number} ${desk ?? ''}`}>
                    <strong>{number}</strong>
                    {desk !== undefined && <span>{desk}</span>}
                  </li>
                ))}
              </ul>
            )}
            <h2>{text('board.next', { count: waiting })}</h2>
            <ol className="booking-board-next">
              {next.map(({ number }) => (
                <li key={number}>{number}</li>
              ))}
            </ol>
          </section>
        )}
      </View>
    </div>
  );
}
