import { useRef, useState, type FormEvent } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { useClient } from '#web/data/client-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Choice, Choose, TextArea, TextField } from '#web/ui/field.tsx';
import { Trouble } from '#web/ui/view.tsx';
import type { PersonOfOwn } from '../../api.ts';
import { addFact, relations, severities, type Fact, type FactKind } from '../../domain/facts-contract.ts';
import { inZoneOfPhone, withZone } from '../local-time.ts';
import { useOwnText } from '../own-text.ts';

type Typed = Readonly<Record<string, string>>;
type Kind = Exclude<FactKind, 'paper'>;

/** The field without which there is nothing to keep. */
const needed: Readonly<Record<Kind, readonly string[]>> = {
  symptom: ['words'],
  wish: ['words'],
  medicine: ['name'],
  allergy: ['name'],
  contact: ['name', 'phone'],
};

/** Writes one fact; the same press sent twice is one. */
export function FactForm(props: { person: PersonOfOwn; kind: Kind }) {
  const { person, kind } = props;
  const text = useOwnText();
  const client = useClient();
  const queries = useQueryClient();
  const [typed, setTyped] = useState<Typed>({});
  const [isTried, setTried] = useState(false);
  const id = useRef(crypto.randomUUID());
  const save = useMutation({
    mutationFn: (fact: Fact) => client.call(addFact, { patientId: person.id, id: id.current, fact }),
    onSuccess: async () => {
      id.current = crypto.randomUUID();
      setTyped({});
      setTried(false);
      await queries.invalidateQueries();
    },
  });
  const lacks = needed[kind].find((name) => (typed[name] ?? '').trim() === '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (lacks === undefined) save.mutate(factOf(kind, typed));
  };
  const field = (name: string) => ({
    value: typed[name] ?? '',
    error: isTried && lacks === name ? text('facts.needed') : undefined,
    onChange: (event: { target: { value: string } }) => setTyped({ ...typed, [name]: event.target.value }),
  });
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <p className="strong">{text('for', { name: person.name })}</p>
      {(kind === 'symptom' || kind === 'wish') && (
        <TextArea label={text(`facts.${kind}.words`)} maxLength={1000} {...field('words')} />
      )}
      {kind === 'symptom' && (
        <>
          <Choice
            label={text('facts.severity')}
            name="own-severity"
            value={typed['severity'] ?? 'mild'}
            options={severities.map((value) => ({ value, label: text(`severity.${value}`) }))}
            onChange={(value) => setTyped({ ...typed, severity: value })}
          />
          <TextField label={text('time')} hint={text('time.hint')} type="datetime-local" {...field('at')} />
        </>
      )}
      {(kind === 'medicine' || kind === 'allergy' || kind === 'contact') && (
        <TextField label={text(`facts.${kind}.name`)} maxLength={120} autoComplete="off" {...field('name')} />
      )}
      {kind === 'medicine' && (
        <>
          <TextField label={text('facts.dose')} maxLength={300} {...field('dose')} />
          <TextField label={text('facts.reason')} maxLength={300} {...field('reason')} />
          <TextField label={text('facts.from')} type="date" {...field('from')} />
          <TextField
            label={text('facts.until')}
            hint={text('facts.until.hint')}
            type="date"
            {...field('until')}
          />
        </>
      )}
      {kind === 'allergy' && (
        <TextField label={text('facts.reaction')} maxLength={300} {...field('reaction')} />
      )}
      {kind === 'contact' && (
        <>
          <TextField
            label={text('facts.phone')}
            type="tel"
            inputMode="tel"
            maxLength={20}
            {...field('phone')}
          />
          <Choose
            label={text('facts.relation')}
            value={typed['relation'] ?? 'spouse'}
            options={relations.map((value) => ({ value, label: text(`relation.${value}`) }))}
            onChange={(value) => setTyped({ ...typed, relation: value })}
          />
        </>
      )}
      {save.isError && <Trouble error={save.error} />}
      {save.isSuccess && <output className="own-saved">{text('facts.saved')}</output>}
      <p>
        <Button look="main" type="submit" busy={save.isPending}>
          {text('save')}
        </Button>
      </p>
    </form>
  );
}

function factOf(kind: Kind, typed: Typed): Fact {
  const typedIn = (name: string): string => (typed[name] ?? '').trim();
  const maybe = <K extends string>(name: K): { [key in K]?: string } =>
    typedIn(name) === '' ? {} : ({ [name]: typedIn(name) } as { [key in K]?: string });
  switch (kind) {
    case 'symptom':
      return {
        kind,
        words: typedIn('words'),
        severity: severities.find((one) => one === typed['severity']) ?? 'mild',
        at: typedIn('at') === '' ? withZone(new Date()) : inZoneOfPhone(typedIn('at')),
      };
    case 'wish':
      return { kind, words: typedIn('words') };
    case 'medicine':
      return {
        kind,
        name: typedIn('name'),
        ...maybe('dose'),
        ...maybe('reason'),
        from: typedIn('from') || dayInVietnam(new Date()),
        ...maybe('until'),
      };
    case 'allergy':
      return { kind, name: typedIn('name'), ...maybe('reaction') };
    case 'contact':
      return {
        kind,
        name: typedIn('name'),
        phone: typedIn('phone'),
        relation: relations.find((one) => one === typed['relation']) ?? 'spouse',
      };
  }
}
