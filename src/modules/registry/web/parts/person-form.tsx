import { useState, type FormEvent } from 'react';
import { provinces } from '#kernel/vietnam/provinces.ts';
import { Button } from '#web/ui/button.tsx';
import { Choice, Choose, TextField } from '#web/ui/field.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Trouble } from '#web/ui/view.tsx';
import type { CandidateLine, NumberKind, PersonDraft } from '../../api.ts';
import { useMatch, useRegister } from '../queries.ts';
import { CandidateCard } from './candidate-card.tsx';
import { ChooseCommune } from './choose-commune.tsx';
import { Registered } from './registered.tsx';
import { useRegistryText } from './registry-text.ts';

const kinds = ['personal', 'insurance', 'old-card', 'passport'] as const satisfies readonly NumberKind[];
const reasons = ['', 'newborn', 'unknown', 'foreigner', 'not-issued'] as const;

/** Who the person is, as she or her paper says; then those who are like her; then, if she is none of them, her registration. */
export function PersonForm(props: { draft: PersonDraft; onLeave: () => void }) {
  const text = useRegistryText();
  const [draft, setDraft] = useState(props.draft);
  const [looked, setLooked] = useState<PersonDraft | undefined>();
  const [key] = useState(() => crypto.randomUUID());
  const match = useMatch();
  const register = useRegister(key);
  const change = (part: Partial<PersonDraft>): void => setDraft((before) => ({ ...before, ...part }));
  const candidates = looked === undefined ? undefined : match.data?.candidates;
  const proposed = match.data?.proposedName;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const person = cleaned(draft);
    match.mutate(person, {
      onSuccess: (found) => {
        setLooked(person);
        if (found.candidates.length === 0 && found.proposedName === undefined) make(person, []);
      },
    });
  };
  const make = (person: PersonDraft, aside: readonly CandidateLine[]): void =>
    register.mutate({ person, distinctFrom: aside.map((one) => one.person.id) });
  if (register.data !== undefined) return <Registered result={register.data} onAgain={props.onLeave} />;
  return (
    <div className="stack">
      <h1>{text('form.title')}</h1>
      <form className="registry-form" onSubmit={submit}>
        <TextField
          label={text('name')}
          autoComplete="off"
          value={draft.name ?? ''}
          onChange={(event) => change({ name: event.target.value })}
        />
        <div className="registry-pair">
          <TextField
            label={text('birth')}
            hint={text('birth.hint')}
            inputMode="numeric"
            autoComplete="off"
            value={shownBirth(draft.birthDate)}
            onChange={(event) => change({ birthDate: event.target.value })}
          />
          <Choice
            label={text('sex')}
            name="sex"
            value={draft.gender ?? 'unknown'}
            options={(['female', 'male', 'unknown'] as const).map((value) => ({ value, label: text(value) }))}
            onChange={(gender) => change({ gender })}
          />
        </div>
        <div className="registry-pair">
          <Choose
            label={text('number.kind')}
            value={draft.numbers[0]?.kind ?? 'personal'}
            options={kinds.map((value) => ({ value, label: text(`kind.${value}`) }))}
            onChange={(kind) => change({ numbers: [{ kind, value: draft.numbers[0]?.value ?? '' }] })}
          />
          <TextField
            label={text('number')}
            autoComplete="off"
            value={draft.numbers[0]?.value ?? ''}
            onChange={(event) =>
              change({ numbers: [{ kind: draft.numbers[0]?.kind ?? 'personal', value: event.target.value }] })
            }
          />
        </div>
        {(draft.numbers[0]?.value ?? '') === '' && (
          <Choose
            label={text('without')}
            value={draft.without ?? ''}
            options={reasons.map((value) => ({
              value,
              label: text(`without.${value === '' ? 'none' : value}`),
            }))}
            onChange={(without) => change({ without: without === '' ? undefined : without })}
          />
        )}
        <TextField
          label={text('phone')}
          inputMode="tel"
          autoComplete="off"
          value={draft.phone ?? ''}
          onChange={(event) => change({ phone: event.target.value })}
        />
        <div className="registry-pair">
          <Choose
            label={text('province')}
            value={draft.address?.province ?? ''}
            options={[
              { value: '', label: text('province.none') },
              ...[...provinces.values()].map(({ code, name }) => ({ value: code, label: name })),
            ]}
            onChange={(province) =>
              change({
                address: { line: draft.address?.line, province: province === '' ? undefined : province },
              })
            }
          />
          <ChooseCommune
            province={draft.address?.province}
            value={draft.address?.commune}
            onChange={(commune) => change({ address: { ...draft.address, commune } })}
          />
        </div>
        <TextField
          label={text('line')}
          autoComplete="off"
          value={draft.address?.line ?? ''}
          onChange={(event) => change({ address: { ...draft.address, line: event.target.value } })}
        />
        <div className="registry-actions">
          <Button look="main" type="submit" busy={match.isPending || register.isPending}>
            {text('look')}
          </Button>
          <Button onClick={props.onLeave}>{text('back')}</Button>
        </div>
      </form>
      {match.isError && <Trouble error={match.error} />}
      {register.isError && <Trouble error={register.error} />}
      {proposed !== undefined && (
        <Notice tone="care" title={text('proposed', { name: proposed })}>
          <Button
            onClick={() => {
              change({ name: proposed });
              match.reset();
            }}
          >
            {text('proposed.take')}
          </Button>
        </Notice>
      )}
      {candidates !== undefined && looked !== undefined && (
        <Candidates
          candidates={candidates}
          onNew={() => make(looked, candidates)}
          busy={register.isPending}
        />
      )}
    </div>
  );
}

function Candidates(props: { candidates: readonly CandidateLine[]; onNew: () => void; busy: boolean }) {
  const text = useRegistryText();
  const { candidates } = props;
  return (
    <section className="stack" aria-label={text('candidates')}>
      {candidates.length > 0 && (
        <div role="status">
          <h2>{text('candidates')}</h2>
          <p className="quiet registry-what">{text('candidates.what')}</p>
        </div>
      )}
      {candidates.map((candidate) => (
        <CandidateCard key={candidate.person.id} candidate={candidate} />
      ))}
      <div>
        <Button look="main" busy={props.busy} onClick={props.onNew}>
          {text(candidates.length === 0 ? 'make' : 'make.none')}
        </Button>
      </div>
    </section>
  );
}

/** Days are typed as people write them and sent as FHIR has them; what is half typed stays as it is. */
function shownBirth(date: string | undefined): string {
  return date !== undefined && /^\d{4}-\d{2}/.test(date)
    ? date.split('-').toReversed().join('/')
    : (date ?? '');
}

function cleaned(draft: PersonDraft): PersonDraft {
  const match = /^(?:(?:(\d{1,2})[/.-])?(\d{1,2})[/.-])?(\d{4})$/.exec(draft.birthDate?.trim() ?? '');
  const parts = match === null ? [] : [match[3], match[2]?.padStart(2, '0'), match[1]?.padStart(2, '0')];
  const { birthDate, numbers, without, ...rest } = draft;
  const given = numbers.filter(({ value }) => value.trim() !== '');
  const isFhir = /^\d{4}-\d{2}-\d{2}$/.test(birthDate ?? '');
  const born = isFhir ? birthDate : parts.filter((part) => part !== undefined).join('-');
  return {
    ...rest,
    ...(born !== undefined && born !== '' && { birthDate: born }),
    numbers: given,
    ...(given.length === 0 && without !== undefined && { without }),
  };
}
