import { ageOn } from '#kernel/display/show-age.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { useNow } from '#web/ui/now.ts';
import type { PersonOfOwn } from '../../api.ts';
import { convertReading } from '../../domain/convert-reading.ts';
import { alarmsOf } from '../../domain/judge-reading.ts';
import { kindsOfReading, type Sample } from '../../domain/reading.ts';
import { useOwnText } from '../own-text.ts';
import { showValues } from '../show-values.ts';

const freshMs = 24 * 3_600_000;

/** What to do now where a reading that was just saved is an alarm: measure again, and when to call for help. */
export function Alarm(props: { person: PersonOfOwn; samples: readonly Sample[] }) {
  const text = useOwnText();
  const language = useLanguage();
  const now = useNow();
  const age = ageOn(props.person.birthDate, now);
  const years =
    age === undefined ? undefined : age.unit === 'year' ? age.n : age.unit === 'month' ? age.n / 12 : 0;
  const found = props.samples.flatMap(({ kind, values, unit, at }) => {
    // What lay in the memory of a device for days is nothing to act on now.
    if (now.getTime() - Date.parse(at) > freshMs) return [];
    const known = values.map((value) => convertReading(kind, value, unit) ?? Number.NaN);
    const [alarm] = alarmsOf(kind, known, years);
    return alarm === undefined ? [] : [{ kind, way: alarm.way, known }];
  });
  if (found.length === 0) return null;
  return (
    <Notice tone="danger" title={text('alarm.title')} live>
      {found.map(({ kind, way, known }) => (
        <p key={kind} className="strong">
          {text(`alarm.${way}`, {
            what: text(`kind.${kind}`),
            value: showValues(known, kindsOfReading[kind].ucum, language),
          })}
        </p>
      ))}
      <p>{text('alarm.again')}</p>
      <p>{text('alarm.call')}</p>
    </Notice>
  );
}
