import { useState } from 'react';
import { showDay } from '#kernel/display/show-date.ts';
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
  if (props.history.length === 0) return null;
  return (
    <Card title={text('note.title')}>
      <Signs key={round} history={props.history} onEnd={() => setRound(round + 1)} />
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
        note.mutate({
          immunizationId: dose,
          signs: [...signs] as [ReactionSign, ...ReactionSign[]],
          beganAt: began === '' ? new Date().toISOString() : new Date(`${began}:00+07:00`).toISOString(),
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
      </fieldset>
      <TextField
        label={text('note.began')}
        type="datetime-local"
        value={began}
        onChange={(event) => setBegan(event.target.value)}
      />
      <Button type="submit" look="main" busy={note.isPending} disabled={signs.size === 0}>
        {text('note.save')}
      </Button>
      {note.isError && <Trouble error={note.error} />}
    </form>
  );
}
