import { useId } from 'react';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Card } from '#web/ui/card.tsx';
import { Choice, Choose, TextField } from '#web/ui/field.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { firstCares, type BornChild, type FirstCare } from '../../../domain/delivery.ts';
import { concernsOf, faultsOfChild } from '../../../domain/judge-delivery.ts';
import { useProgrammesText } from '../../parts/programmes-text.ts';
import { Ticks } from './ticks.tsx';

/** A child as she is typed. */
export interface TypedChild {
  readonly state: 'live' | 'stillborn';
  readonly gender: BornChild['gender'];
  readonly name: string;
  readonly weight: string;
  readonly apgar1: string;
  readonly apgar5: string;
  readonly cares: ReadonlySet<FirstCare>;
}

export const emptyChild: TypedChild = {
  state: 'live',
  gender: 'unknown',
  name: '',
  weight: '',
  apgar1: '',
  apgar5: '',
  cares: new Set(),
};

/** What was typed of a child; what is no number is one that is refused. */
export function readChild(typed: TypedChild): BornChild {
  const number = (text: string): number | undefined =>
    text.trim() === '' ? undefined : Number(text.trim().replaceAll(/[.\s](?=\d{3}$)/gu, ''));
  const isAlive = typed.state === 'live';
  return {
    isAlive,
    gender: typed.gender,
    name: typed.name.trim(),
    weightG: number(typed.weight),
    apgar1: isAlive ? number(typed.apgar1) : undefined,
    apgar5: isAlive ? number(typed.apgar5) : undefined,
    cares: isAlive ? [...typed.cares] : [],
  };
}

/** One child of a birth. */
export function ChildPart(props: {
  order: number;
  child: TypedChild;
  tried: boolean;
  onChange: (part: Partial<TypedChild>) => void;
  onRemove?: () => void;
}) {
  const text = useProgrammesText();
  const language = useLanguage();
  const id = useId();
  const { child, onChange } = props;
  const read = readChild(child);
  const faults = faultsOfChild(read);
  const concerns = concernsOf(read);
  const isAlive = child.state === 'live';
  const typed = (key: 'name' | 'weight' | 'apgar1' | 'apgar5', error?: string) => (
    <TextField
      label={text(`delivery.${key}`)}
      autoComplete="off"
      inputMode={key === 'name' ? 'text' : 'numeric'}
      value={child[key]}
      onChange={(event) => onChange({ [key]: event.target.value })}
      error={error}
    />
  );
  return (
    <Card title={text('delivery.child', { n: props.order })} icon="people">
      <Choice
        label={text('delivery.state')}
        name={`${id}-state`}
        value={child.state}
        options={[
          { value: 'live', label: text('delivery.live') },
          { value: 'stillborn', label: text('delivery.stillborn') },
        ]}
        onChange={(state) => onChange({ state })}
      />
      <div className="prog-form">
        <Choose
          label={text('delivery.sex')}
          value={child.gender}
          onChange={(gender) => onChange({ gender })}
          options={(['female', 'male', 'unknown'] as const).map((value) => ({
            value,
            label: text(`sex.${value}`),
          }))}
        />
        {typed(
          'weight',
          props.tried && faults.includes('weight') ? text('delivery.fault.weight') : undefined,
        )}
        {isAlive && typed('name')}
        {isAlive &&
          typed('apgar1', props.tried && faults.includes('apgar') ? text('delivery.fault.apgar') : undefined)}
        {isAlive && typed('apgar5')}
      </div>
      {isAlive && (
        <Ticks
          legend={text('delivery.cares')}
          words={firstCares}
          ticked={child.cares}
          onChange={(cares) => onChange({ cares })}
        />
      )}
      {faults.length === 0 &&
        concerns.map((concern) => <Notice key={concern.vi} tone="care" title={concern[language]} />)}
      {props.onRemove && (
        <Button look="quiet" onClick={props.onRemove}>
          {text('delivery.remove')}
        </Button>
      )}
    </Card>
  );
}
