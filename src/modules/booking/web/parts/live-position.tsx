import { Trouble, View } from '#web/ui/view.tsx';
import { usePosition } from '../queries.ts';
import { useBookingText } from './booking-text.ts';

/** The own number, large, and how many are called before it; moves by itself. */
export function LivePosition({ bookingId }: { bookingId: string }) {
  const text = useBookingText();
  const position = usePosition(bookingId);
  if (position.isError && position.data === undefined) return <Trouble error={position.error} />;
  return (
    <View query={position} lines={2}>
      {({ number, state, before, inside, minutes }) => (
        <div className="booking-number" role="status">
          <p className="quiet">{text('number.yours')}</p>
          <p className="booking-figure">{number}</p>
          <p className="strong">
            {state === 'waiting'
              ? before === 0
                ? text('number.next')
                : text('number.before', { count: before })
              : text(`number.${state}`)}
          </p>
          {state === 'waiting' && before > 0 && (
            <p className="quiet small">{text('number.minutes', { minutes })}</p>
          )}
          {inside.length > 0 && (
            <p className="quiet small">{text('number.now', { numbers: inside.join(', ') })}</p>
          )}
        </div>
      )}
    </View>
  );
}
