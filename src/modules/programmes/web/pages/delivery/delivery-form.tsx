import { useState } from 'react';
import { formatDay } from '#kernel/vietnam/date.ts';
import { readTypedDay } from '#kernel/vietnam/typed-day.ts';
import { showDay } from '#kernel/display/show-date.ts';
import { useDevice } from '#web/offline/device-context.tsx';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Card } from '#web/ui/card.tsx';
import { Choose, TextField } from '#web/ui/field.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Trouble } from '#web/ui/view.tsx';
import {
  attendants,
  complications,
  deliveryModes,
  type Attendant,
  type Complication,
  type DeliveryMode,
} from '../../../domain/delivery.ts';
import { judgeDelivery } from '../../../domain/judge-delivery.ts';
import { useProgrammesText } from '../../parts/programmes-text.ts';
import { ChildPart, emptyChild, readChild, type TypedChild } from './child-part.tsx';
import { Ticks } from './ticks.tsx';
import { useWriteBirth, type KnownMother } from './use-delivery.ts';

/** What became of a birth that was written. */
export interface WrittenBirth {
  readonly state: 'sent' | 'saved';
  readonly children: readonly { readonly id: string; readonly name: string }[];
}

const mostChildren = 6;

/** Mother, birth, children: what is true for most stands there already. */
export function DeliveryForm(props: {
  known: KnownMother;
  facility: { readonly id: string; readonly name: string };
  onWritten: (birth: WrittenBirth) => void;
}) {
  const text = useProgrammesText();
  const language = useLanguage();
  const device = useDevice();
  const write = useWriteBirth(props.known, props.facility.id);
  const { patient, entry, dueOn } = props.known;
  const [now] = useState(() => localMoment(device.now()));
  const [typed, setTyped] = useState({
    on: formatDay(now.slice(0, 10)),
    clock: now.slice(11),
    mode: 'vaginal' as DeliveryMode,
    place: props.facility.name,
    attendant: 'midwife' as Attendant,
  });
  const [harms, setHarms] = useState<ReadonlySet<Complication>>(new Set());
  const [children, setChildren] = useState<readonly TypedChild[]>([emptyChild]);
  const [tried, setTried] = useState(false);
  const put = (part: Partial<typeof typed>): void => setTyped({ ...typed, ...part });
  const birth = {
    ...typed,
    on: readTypedDay(typed.on) ?? '',
    clock: typed.clock.trim().padStart(5, '0'),
    place: typed.place.trim(),
    complications: [...harms],
    children: children.map(readChild),
  };
  const faults = judgeDelivery(birth, {
    mother: patient,
    startedOn: entry?.period?.start?.slice(0, 10),
    dueOn,
    now: localMoment(device.now()),
  });
  const faultOf = (...codes: (typeof faults)[number][]): string | undefined => {
    const found = tried ? faults.find((code) => codes.includes(code)) : undefined;
    return found && text(`delivery.fault.${found}`);
  };
  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (faults.length === 0) write.mutate(birth, { onSuccess: props.onWritten });
      }}
    >
      <Notice
        tone={entry === undefined ? 'care' : 'info'}
        title={
          entry === undefined
            ? text('delivery.no-entry')
            : text('delivery.entry', { day: showDay(entry.period?.start) })
        }
      >
        {dueOn !== undefined && <p>{text('pregnancy.due', { day: showDay(dueOn) })}</p>}
      </Notice>
      <Card title={text('delivery.birth')} icon="calendar">
        <div className="prog-form">
          <TextField
            label={text('delivery.on')}
            placeholder={text('day.typed')}
            inputMode="numeric"
            autoComplete="off"
            value={typed.on}
            onChange={(event) => put({ on: event.target.value })}
            error={faultOf('day', 'ahead', 'due-date', 'before-pregnancy')}
          />
          <TextField
            label={text('delivery.clock')}
            placeholder="08:30"
            autoComplete="off"
            value={typed.clock}
            onChange={(event) => put({ clock: event.target.value })}
            error={faultOf('clock')}
          />
          <Choose
            label={text('delivery.mode')}
            value={typed.mode}
            onChange={(mode) => put({ mode })}
            options={optionsOf(deliveryModes, language)}
          />
          <Choose
            label={text('delivery.attendant')}
            value={typed.attendant}
            onChange={(attendant) => put({ attendant })}
            options={optionsOf(attendants, language)}
          />
          <TextField
            label={text('delivery.place')}
            autoComplete="off"
            value={typed.place}
            onChange={(event) => put({ place: event.target.value })}
          />
        </div>
        <Ticks legend={text('delivery.harms')} words={complications} ticked={harms} onChange={setHarms} />
      </Card>
      {children.map((child, at) => (
        <ChildPart
          key={at}
          order={at + 1}
          child={child}
          tried={tried}
          onChange={(part) =>
            setChildren(children.map((one, nth) => (nth === at ? { ...one, ...part } : one)))
          }
          {...(children.length > 1 && {
            onRemove: () => setChildren(children.filter((_, nth) => nth !== at)),
          })}
        />
      ))}
      <div className="prog-tags">
        {children.length < mostChildren && (
          <Button icon="people" onClick={() => setChildren([...children, emptyChild])}>
            {text('delivery.more')}
          </Button>
        )}
      </div>
      {faultOf('mother') !== undefined && <Notice tone="danger" title={faultOf('mother')!} />}
      {write.isError && <Trouble error={write.error} />}
      <Button type="submit" look="main" busy={write.isPending}>
        {text('delivery.save')}
      </Button>
    </form>
  );
}

type Words = Readonly<Record<string, { readonly vi: string; readonly en: string }>>;

function optionsOf<W extends Words>(words: W, language: 'vi' | 'en') {
  return (Object.keys(words) as (keyof W & string)[]).map((value) => ({
    value,
    label: words[value]![language],
  }));
}

/** The moment on Việt Nam's clock, to the minute. */
function localMoment(at: Date): string {
  return new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 16);
}
