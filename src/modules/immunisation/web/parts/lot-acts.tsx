import { useState } from 'react';
import { Button } from '#web/ui/button.tsx';
import { TextField } from '#web/ui/field.tsx';
import { Trouble } from '#web/ui/view.tsx';
import type { ShownLot } from '../../api.ts';
import { useChangeLot } from '../queries.ts';
import { useImmunisationText } from './immunisation-text.ts';

type Act = 'count' | 'waste' | 'lock' | 'unlock';

/** What is done with a lot: counted, thrown away, locked; each with the reason that stays beside it. */
export function LotActs(props: { lot: ShownLot }) {
  const text = useImmunisationText();
  const change = useChangeLot();
  const [act, setAct] = useState<Act>();
  const [vials, setVials] = useState('');
  const [because, setBecause] = useState('');
  const { id, version, lockedBecause } = props.lot;
  const acts: readonly Act[] =
    lockedBecause === undefined ? ['count', 'waste', 'lock'] : ['count', 'waste', 'unlock'];
  const old = props.lot.vials.find(({ isGood }) => !isGood);
  const counts = act === 'count' || act === 'waste';
  return (
    <div className="stack-tight">
      <div className="jab-actions">
        {acts.map((one) => (
          <Button
            key={one}
            look="quiet"
            aria-expanded={act === one}
            onClick={() => setAct(act === one ? undefined : one)}
          >
            {text(`act.${one}`)}
          </Button>
        ))}
        {old !== undefined && (
          <Button
            busy={change.isPending}
            onClick={() => change.mutate({ id, version, act: 'close-vial', vialId: old.id })}
          >
            {text('act.close-vial')}
          </Button>
        )}
      </div>
      {act !== undefined && (
        <form
          className="jab-form"
          onSubmit={(event) => {
            event.preventDefault();
            change.mutate(
              {
                id,
                version,
                act,
                ...(counts && /^\d+$/u.test(vials.trim()) && { vials: Number(vials) }),
                ...(because.trim().length >= 3 && { because: because.trim() }),
              },
              { onSuccess: () => setAct(undefined) },
            );
          }}
        >
          {counts && (
            <TextField
              label={text('act.vials')}
              inputMode="numeric"
              autoComplete="off"
              value={vials}
              onChange={(event) => setVials(event.target.value)}
            />
          )}
          <TextField
            label={text('act.because')}
            autoComplete="off"
            value={because}
            onChange={(event) => setBecause(event.target.value)}
          />
          <Button type="submit" busy={change.isPending}>
            {text('act.save')}
          </Button>
        </form>
      )}
      {change.isError && <Trouble error={change.error} />}
    </div>
  );
}
