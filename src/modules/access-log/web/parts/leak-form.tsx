import { useState } from 'react';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { useText } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Chip, TextArea, TextField } from '#web/ui/field.tsx';
import type { LeakQuestion } from '../../api.ts';
import type vi from '../access-log.vi.json';

const kinds = ['person', 'visits', 'results', 'medicines', 'papers', 'other'] as const;
const shortest = 5;
const monthMs = 30 * 86_400_000;

/** What leaked: whose, when, which kinds, and why somebody searches. */
export function LeakForm(props: { isBusy: boolean; onAsk: (question: LeakQuestion) => void }) {
  const text = useText<typeof vi>();
  const [people, setPeople] = useState('');
  const [from, setFrom] = useState(() => dayInVietnam(new Date(Date.now() - monthMs)));
  const [to, setTo] = useState(() => dayInVietnam(new Date()));
  const [chosen, setChosen] = useState<readonly (typeof kinds)[number][]>([]);
  const [reason, setReason] = useState('');
  const [isTried, setTried] = useState(false);
  const named = people
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const isWhole = named.length > 0 && reason.trim().length >= shortest;
  return (
    <form
      className="leak-form"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (isWhole) props.onAsk({ people: named.slice(0, 50), from, to, kinds: [...chosen], reason });
      }}
    >
      <TextArea
        label={text('leak.people')}
        hint={text('leak.people.hint')}
        error={isTried && named.length === 0 ? text('leak.people.missing') : undefined}
        value={people}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setPeople(event.target.value)}
      />
      <div className="leak-days">
        <TextField
          type="date"
          label={text('leak.from')}
          value={from}
          required
          onChange={(e) => setFrom(e.target.value)}
        />
        <TextField
          type="date"
          label={text('leak.to')}
          value={to}
          required
          onChange={(e) => setTo(e.target.value)}
        />
      </div>
      <fieldset className="leak-kinds">
        <legend>{text('leak.kinds')}</legend>
        <div className="look-line">
          {kinds.map((kind) => (
            <Chip
              key={kind}
              pressed={chosen.includes(kind)}
              onClick={() =>
                setChosen(chosen.includes(kind) ? chosen.filter((one) => one !== kind) : [...chosen, kind])
              }
            >
              {text(`kind.${kind}`)}
            </Chip>
          ))}
        </div>
        <p className="field-hint">{text('leak.kinds.hint')}</p>
      </fieldset>
      <TextArea
        label={text('leak.reason')}
        hint={text('leak.reason.hint')}
        error={isTried && reason.trim().length < shortest ? text('complain.short') : undefined}
        value={reason}
        rows={2}
        onChange={(event) => setReason(event.target.value)}
      />
      <p>
        <Button look="main" type="submit" icon="search" busy={props.isBusy}>
          {text('leak.find')}
        </Button>
      </p>
    </form>
  );
}
