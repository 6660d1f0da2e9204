import { useState } from 'react';
import { Button } from '#web/ui/button.tsx';
import { Card } from '#web/ui/card.tsx';
import { Choice } from '#web/ui/field.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Trouble } from '#web/ui/view.tsx';
import type { PairView } from '../../api.ts';
import { listFields, type PatientField } from '../../domain/patient-fields.ts';
import { useDecide } from '../queries.ts';
import { useMergingText } from './merging-text.ts';
import { leastWords, Reason } from './reason.tsx';
import { valuesOf } from './side.tsx';

type Wish = '0' | '1' | 'both';

/** Same person, not the same, or not sure: with the values of the record that lives on, and the reason. */
export function Decision(props: { pair: PairView }) {
  const text = useMergingText();
  const { pair } = props;
  const decide = useDecide();
  const [survivor, setSurvivor] = useState<'0' | '1'>(likelySurvivor(pair));
  const [wishes, setWishes] = useState<Partial<Record<PatientField, Wish>>>({});
  const [words, setWords] = useState('');
  const [missing, setMissing] = useState(false);
  const [sure, setSure] = useState(false);
  const isReady = (): boolean => {
    setMissing(words.trim().length < leastWords);
    return words.trim().length >= leastWords;
  };
  const send = (decision: 'same' | 'distinct' | 'unsure'): void => {
    if (!isReady()) return;
    decide.mutate({
      id: pair.id,
      decision,
      words,
      ...(decision === 'same' && {
        survivorId: pair.sides[Number(survivor)]!.person.id,
      }),
      choices: decision === 'same' ? choicesOf(wishes, survivor) : {},
      versions: Object.fromEntries(pair.sides.map(({ person, version }) => [person.id, version])),
    });
  };
  return (
    <Card title={text('decide')} icon="check">
      <form className="stack" onSubmit={(event) => event.preventDefault()}>
        <Choice
          label={text('survivor')}
          name="survivor"
          value={survivor}
          options={pair.sides.map((side, at) => ({
            value: String(at) as '0' | '1',
            label: `${text('side', { n: at + 1 })}: ${side.person.name === '' ? text('nameless') : side.person.name}`,
          }))}
          onChange={setSurvivor}
        />
        <Values pair={pair} survivor={survivor} wishes={wishes} onChange={setWishes} />
        <Reason words={words} missing={missing} onChange={setWords} />
        {pair.needsSecond && <Notice tone="info" title={text('second.what')} />}
        {!sure && (
          <div className="merging-actions">
            <Button
              look="main"
              icon="people"
              busy={decide.isPending}
              onClick={() => (pair.needsSecond ? send('same') : isReady() && setSure(true))}
            >
              {text(pair.needsSecond ? 'same.propose' : 'same')}
            </Button>
            <Button icon="close" busy={decide.isPending} onClick={() => send('distinct')}>
              {text('distinct')}
            </Button>
            {pair.state === 'waiting' && (
              <Button look="quiet" busy={decide.isPending} onClick={() => send('unsure')}>
                {text('unsure')}
              </Button>
            )}
          </div>
        )}
        {sure && (
          <div className="stack-tight">
            <p className="strong">{text('sure.same')}</p>
            <div className="merging-actions">
              <Button look="main" busy={decide.isPending} onClick={() => send('same')}>
                {text('yes.same')}
              </Button>
              <Button look="quiet" onClick={() => setSure(false)}>
                {text('no')}
              </Button>
            </div>
          </div>
        )}
        {decide.isError && <Trouble error={decide.error} />}
      </form>
    </Card>
  );
}

/** What each field of the record that lives on will say. */
function Values(props: {
  pair: PairView;
  survivor: '0' | '1';
  wishes: Partial<Record<PatientField, Wish>>;
  onChange: (wishes: Partial<Record<PatientField, Wish>>) => void;
}) {
  const text = useMergingText();
  const { pair, survivor, wishes } = props;
  const said = (field: PatientField, at: number): string =>
    valuesOf(text, pair.sides[at]!, field).join('; ') || text('says-nothing');
  // What reads the same is no choice, however it is written down.
  const differs = pair.differs.filter((field) => said(field, 0) !== said(field, 1));
  if (differs.length === 0) return null;
  return (
    <div className="stack-tight">
      <h3>{text('choose-values')}</h3>
      <p className="quiet small merging-what">{text('choose-values.what')}</p>
      {differs.map((field) => (
        <Choice
          key={field}
          label={text(`field.${field}`)}
          name={field}
          value={wishes[field] ?? defaultOf(pair, survivor, field)}
          options={[
            { value: '0' as const, label: said(field, 0) },
            { value: '1' as const, label: said(field, 1) },
            ...(listFields.has(field) && pair.sides.every(({ fields }) => fields[field] !== undefined)
              ? [{ value: 'both' as const, label: text('both') }]
              : []),
          ]}
          onChange={(wish) => props.onChange({ ...wishes, [field]: wish })}
        />
      ))}
    </div>
  );
}

/** The survivor's, or the other's where she says nothing: as the server does where nobody chose. */
function defaultOf({ sides }: PairView, survivor: '0' | '1', field: PatientField): Wish {
  const other = survivor === '0' ? '1' : '0';
  const says = (at: Wish): boolean => sides[Number(at)]!.fields[field] !== undefined;
  return !says(survivor) && says(other) ? other : survivor;
}

function choicesOf(
  wishes: Partial<Record<PatientField, Wish>>,
  survivor: '0' | '1',
): Partial<Record<PatientField, 'survivor' | 'other' | 'both'>> {
  return Object.fromEntries(
    Object.entries(wishes).map(([field, wish]) => [
      field,
      wish === 'both' ? 'both' : wish === survivor ? 'survivor' : 'other',
    ]),
  );
}

/** Who bears a personal number, then who signs in, then who was seen more often. */
function likelySurvivor({ sides: [one, other] }: PairView): '0' | '1' {
  const weigh = (side: PairView['sides'][number] | undefined): number =>
    (side?.person.number === undefined ? 0 : 1_000_000) +
    (side?.signsIn === true ? 100_000 : 0) +
    (side?.visits.count ?? 0);
  return weigh(other) > weigh(one) ? '1' : '0';
}
