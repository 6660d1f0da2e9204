import { useState } from 'react';
import { showDay } from '#kernel/display/show-date.ts';
import { readTypedDay } from '#kernel/vietnam/typed-day.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Card } from '#web/ui/card.tsx';
import { Choose, TextField } from '#web/ui/field.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Trouble } from '#web/ui/view.tsx';
import type { ForecastView } from '../../api.ts';
import { reactionSignCodes, reactionSigns, type ReactionSign } from '../../domain/reaction.ts';
import { useNoteReaction } from '../queries.ts';
import { useImmunisationText } from './immunisation-text.ts';

/** Notes a reaction: after which dose, which signs, since when. */
export function NoteReaction(props: { history: ForecastView['history'] }) {
  const text = useImmunisationText();
  const [round, setRound] = useState(0);
  const [isOpen, setOpen] = useState(false);
  if (props.history.length === 0) return null;
  return (
    <Card title={text('note.title')}>
      {isOpen ? (
        <Signs key={round} history={props.history} onEnd={() => setRound(round + 1)} />
      ) : (
        <Button onClick={() => setOpen(true)}>{text('note.open')}</Button>
      )}
    </Card>
  );
}

function Signs(props: { history: ForecastView['history']; onEnd: () => void }) {
  const text = useImmunisationText();
  const language = useLanguage();
  const note = useNoteReaction();
  const doses = props.history.toReversed();
  const [dose, setDose] = useState(doses[0]?.id ?? '');
  const [signs, setSigns] = useState<ReadonlySet<ReactionSign>>(new Set());
  const [began, setBegan] = useState('');
  const [asked, setAsked] = useState(false);
  if (note.data !== undefined)
    return (
      <Notice
        tone={note.data.severity === 'severe' ? 'danger' : 'good'}
        live
        title={text(`noted.${note.data.severity}`)}
      >
        {note.data.lockedLots > 0 && <p>{text('noted.locked')}</p>}
        <Button look="quiet" onClick={props.onEnd}>
          {text('note.other')}
        </Button>
      </Notice>
    );
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        const beganAt = momentOf(began);
        setAsked(true);
        if (beganAt === undefined) return;
        note.mutate({
          immunizationId: dose,
          signs: [...signs] as [ReactionSign, ...ReactionSign[]],
          beganAt: beganAt.toISOString(),
        });
      }}
    >
      <Choose
        label={text('note.dose')}
        value={dose}
        onChange={setDose}
        options={doses.map((one) => ({ value: one.id, label: `${one.name}, ${showDay(one.on)}` }))}
      />
      <fieldset className="jab-ask">
        <legend>{text('note.signs')}</legend>
        <div className="jab-signs">
          {reactionSignCodes.map((code) => (
            <label key={code}>
              <input
                type="checkbox"
                checked={signs.has(code)}
                onChange={(event) => {
                  const next = new Set(signs);
                  if (event.target.checked) next.add(code);
                  else next.delete(code);
                  setSigns(next);
                }}
              />
              {reactionSigns[code][language]}
            </label>
          ))}
        </div>
      </fieldset>
      <TextField
        label={text('note.began')}
        placeholder={text('moment.typed')}
        autoComplete="off"
        value={began}
        onChange={(event) => setBegan(event.target.value)}
        error={asked && momentOf(began) === undefined ? text('note.began.wrong') : undefined}
      />
      <Button type="submit" look="main" busy={note.isPending} disabled={signs.size === 0}>
        {text('note.save')}
      </Button>
      {note.isError && <Trouble error={note.error} />}
    </form>
  );
}

/** 'dd/mm/yyyy hh:mm' on Viet Nam's clock; now where nothing is typed; undefined where it is no moment. */
function momentOf(typed: string): Date | undefined {
  if (typed.trim() === '') return new Date();
  const [day = '', clock = ''] = typed.trim().split(/\s+/u);
  const on = readTypedDay(day);
  return on?.length === 10 && /^([01]?\d|2[0-3]):[0-5]\d$/u.test(clock)
    ? new Date(`${on}T${clock.padStart(5, '0')}:00+07:00`)
    : undefined;
}
