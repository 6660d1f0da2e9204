import { useState } from 'react';
import { showClock } from '#kernel/display/show-date.ts';
import { Choose } from '#web/ui/field.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { View } from '#web/ui/view.tsx';
import type { DayLine } from '../../api.ts';
import { useDays, useTimes } from '../queries.ts';
import { useBookingText } from './booking-text.ts';
import { showWeekDay } from './show-when.ts';

/** A day and a time of a desk: days that are full can be seen, and not chosen. */
export function TimeChoice(props: {
  deskId: string;
  chosen: string | undefined;
  onChoose: (startsAt: string | undefined) => void;
}) {
  const text = useBookingText();
  const days = useDays(props.deskId);
  return (
    <View query={days}>
      {(data) => {
        const free = data.days.filter((one) => one.free > 0);
        return free.length === 0 ? (
          <Notice tone="info" title={text('days.none')} live />
        ) : (
          <Days {...props} days={free} />
        );
      }}
    </View>
  );
}

function Days(props: {
  deskId: string;
  days: readonly DayLine[];
  chosen: string | undefined;
  onChoose: (startsAt: string | undefined) => void;
}) {
  const text = useBookingText();
  const [picked, setDay] = useState<string>();
  const day = props.days.find((one) => one.day === picked)?.day ?? props.days[0]!.day;
  const times = useTimes(props.deskId, day);
  return (
    <div className="stack">
      <Choose
        label={text('days.label')}
        value={day}
        options={props.days.map((one) => ({
          value: one.day,
          label: text('days.one', { day: showWeekDay(text, one.day), free: one.free }),
        }))}
        onChange={(value) => {
          setDay(value);
          props.onChoose(undefined);
        }}
      />
      <View query={times} lines={3}>
        {(data) => (
          <fieldset className="choice">
            <legend>{text('times.label')}</legend>
            <div className="booking-times">
              {data.times.map(({ startsAt, free }) => (
                <label key={startsAt} className="choice-one">
                  <input
                    type="radio"
                    name="booking-time"
                    value={startsAt}
                    disabled={free === 0}
                    checked={startsAt === props.chosen}
                    onChange={() => props.onChoose(startsAt)}
                  />
                  <span>
                    {showClock(startsAt)}
                    <small className="quiet">
                      {free === 0 ? text('times.full') : text('times.free', { free })}
                    </small>
                  </span>
                </label>
              ))}
            </div>
          </fieldset>
        )}
      </View>
    </div>
  );
}
