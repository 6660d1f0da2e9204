import { useState } from 'react';
import { Button } from '#web/ui/button.tsx';
import { Card } from '#web/ui/card.tsx';
import { Choice, Choose } from '#web/ui/field.tsx';
import { Trouble } from '#web/ui/view.tsx';
import type { MergeView } from '../../api.ts';
import { usePart } from '../queries.ts';
import { LineWords } from './line-words.tsx';
import { useMergingText } from './merging-text.ts';
import { leastWords, Reason } from './reason.tsx';

type Fate = 'keep' | 'give' | 'both' | 'drop';
type To = 'survivor' | 'other' | 'unclear';
const fates: readonly Fate[] = ['keep', 'give', 'both', 'drop'];

/** Takes a joining back; each change since and each unclear line gets its owner. */
export function PartForm(props: { merge: MergeView }) {
  const text = useMergingText();
  const { merge } = props;
  const part = usePart();
  const [chosen, setChosen] = useState<Readonly<Record<string, Fate>>>({});
  const [sides, setSides] = useState<Readonly<Record<string, To>>>({});
  const [words, setWords] = useState('');
  const [missing, setMissing] = useState(false);
  const [sure, setSure] = useState(false);
  const send = (): void =>
    part.mutate({
      id: merge.id,
      words,
      fields: merge.changed.map(({ field, on }) => ({ field, on, fate: chosen[`${on}.${field}`] ?? 'keep' })),
      lines: Object.entries(sides).flatMap(([reference, to]) =>
        to === 'unclear' ? [] : [{ reference, to }],
      ),
    });
  return (
    <Card title={text('part.title')} icon="retry">
      <form className="stack" onSubmit={(event) => event.preventDefault()}>
        <p className="quiet merging-what">{text('part.what')}</p>
        {merge.changed.length > 0 && <h3>{text('changed')}</h3>}
        {merge.changed.map(({ field, on, now, before }) => (
          <div key={`${on}.${field}`} className="stack-tight merging-change">
            <p className="strong">{text(`field.${field}`)}</p>
            <p className="small">{text('changed.now', { now: now.join('; ') || text('says-nothing') })}</p>
            <p className="small">
              {text('changed.before', { before: before.join('; ') || text('says-nothing') })}
            </p>
            <Choice
              label={text('fate')}
              name={`${on}.${field}`}
              value={chosen[`${on}.${field}`] ?? 'keep'}
              options={fates.map((fate) => ({ value: fate, label: text(`fate.${fate}`) }))}
              onChange={(fate) => setChosen({ ...chosen, [`${on}.${field}`]: fate })}
            />
          </div>
        ))}
        <h3>{text('after')}</h3>
        {merge.after.length === 0 && <p className="quiet">{text('after.none')}</p>}
        {merge.after.length > 0 && <p className="quiet small merging-what">{text('after.what')}</p>}
        {merge.after.length > 0 && (
          <ul className="merging-lines">
            {merge.after.map((line) => (
              <li key={line.reference}>
                <LineWords line={line} />
                <Choose
                  label={text('whose')}
                  value={sides[line.reference] ?? line.side}
                  options={(['survivor', 'other', 'unclear'] as const)
                    .filter((to) => to !== 'unclear' || line.side === 'unclear')
                    .map((to) => ({
                      value: to,
                      label:
                        to === line.side && to !== 'unclear'
                          ? `${text(`whose.${to}`)} (${text('by-origin')})`
                          : text(`whose.${to}`),
                    }))}
                  onChange={(to) => setSides({ ...sides, [line.reference]: to })}
                />
              </li>
            ))}
          </ul>
        )}
        <Reason words={words} missing={missing} onChange={setWords} />
        {!sure && (
          <div className="merging-actions">
            <Button
              look="danger"
              icon="retry"
              onClick={() => {
                setMissing(words.trim().length < leastWords);
                setSure(words.trim().length >= leastWords);
              }}
            >
              {text('part')}
            </Button>
          </div>
        )}
        {sure && (
          <div className="stack-tight">
            <p className="strong">{text('part.sure')}</p>
            <div className="merging-actions">
              <Button look="danger" busy={part.isPending} onClick={send}>
                {text('part.yes')}
              </Button>
              <Button look="quiet" onClick={() => setSure(false)}>
                {text('no')}
              </Button>
            </div>
          </div>
        )}
        {part.isError && <Trouble error={part.error} />}
      </form>
    </Card>
  );
}
