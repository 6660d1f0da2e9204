import { useState, type FormEvent } from 'react';
import { provinces } from '#kernel/vietnam/provinces.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Choose, TextArea, TextField } from '#web/ui/field.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { Trouble } from '#web/ui/view.tsx';
import { newRequest, type NewRequest, type Wish } from '../../api.ts';
import { tableNames, tableOf, type TableName } from '../../domain/tables.ts';
import { useAsk } from '../queries.ts';
import { useRequestsText } from './requests-text.ts';

type Chosen = Partial<Record<TableName, readonly string[]>>;

/** What somebody wants, for what, until when. What is wrong is told beside its field; nothing typed is lost. */
export function AskSheet(props: { onClose: () => void }) {
  const text = useRequestsText();
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const ask = useAsk(idempotencyKey);
  const [words, setWords] = useState({
    purpose: '',
    ground: '',
    endsOn: '',
    from: '',
    to: '',
    diagnoses: '',
  });
  const [sex, setSex] = useState<'all' | 'male' | 'female'>('all');
  const [province, setProvince] = useState('all');
  const [chosen, setChosen] = useState<Chosen>({ people: ['sex', 'birth', 'province'] });
  const [wrong, setWrong] = useState<ReadonlySet<string>>(new Set());
  const field = (name: keyof typeof words) => ({
    value: words[name],
    error: wrong.has(name) ? text(`wrong.${name}`) : undefined,
    onChange: (event: { target: { value: string } }) =>
      setWords((now) => ({ ...now, [name]: event.target.value })),
  });

  const send = (event: FormEvent): void => {
    event.preventDefault();
    const diagnoses = words.diagnoses
      .toUpperCase()
      .split(/[\s,;]+/u)
      .filter(Boolean);
    const wish: Wish = {
      tables: Object.fromEntries(
        Object.entries(chosen).flatMap(([name, fields]) =>
          fields.length === 0 ? [] : [[name, [...fields]]],
        ),
      ),
      ...(sex !== 'all' && { sex }),
      ...(words.from !== '' && { bornFrom: Number(words.from) }),
      ...(words.to !== '' && { bornTo: Number(words.to) }),
      ...(province !== 'all' && { provinces: [province] }),
      ...(diagnoses.length > 0 && { diagnoses }),
    };
    const input = { purpose: words.purpose, ground: words.ground, endsOn: words.endsOn, wish };
    const faults = faultsOf(input);
    setWrong(faults);
    if (faults.size === 0) ask.mutate(input, { onSuccess: props.onClose });
  };

  return (
    <Sheet title={text('ask')} onClose={props.onClose}>
      <form className="stack" noValidate onSubmit={send}>
        <Notice tone="info">
          <p>{text('ask.rules')}</p>
        </Notice>
        <TextArea
          label={text('purpose')}
          hint={text('purpose.hint')}
          maxLength={2000}
          {...field('purpose')}
        />
        <TextField label={text('ground')} hint={text('ground.hint')} maxLength={2000} {...field('ground')} />
        <TextField label={text('until')} hint={text('until.hint')} type="date" {...field('endsOn')} />
        <Choose
          label={text('sex')}
          value={sex}
          options={(['all', 'male', 'female'] as const).map((value) => ({
            value,
            label: text(`sex.${value}`),
          }))}
          onChange={setSex}
        />
        <div className="requests-years">
          <TextField label={text('born.from')} inputMode="numeric" maxLength={4} {...field('from')} />
          <TextField label={text('born.to')} inputMode="numeric" maxLength={4} {...field('to')} />
        </div>
        <Choose
          label={text('province')}
          value={province}
          options={[
            { value: 'all', label: text('everywhere') },
            ...[...provinces.values()].map(({ code, name }) => ({ value: code, label: name })),
          ]}
          onChange={setProvince}
        />
        <TextField label={text('diagnoses')} hint={text('diagnoses.hint')} {...field('diagnoses')} />
        <Fields chosen={chosen} onChange={setChosen} />
        {wrong.has('wish') && <Notice tone="care" live title={text('wrong.fields')} />}
        {wrong.size > 0 && <Notice tone="care" live title={text('wrong')} />}
        {ask.isError && <Trouble error={ask.error} />}
        <Button look="main" type="submit" busy={ask.isPending}>
          {text('send')}
        </Button>
      </form>
    </Sheet>
  );
}

function Fields(props: { chosen: Chosen; onChange: (chosen: Chosen) => void }) {
  const text = useRequestsText();
  const language = useLanguage();
  const toggle = (name: TableName, field: string): void => {
    const fields = props.chosen[name] ?? [];
    const next = fields.includes(field) ? fields.filter((one) => one !== field) : [...fields, field];
    props.onChange({ ...props.chosen, [name]: next });
  };
  return (
    <div className="stack-tight">
      <h3>{text('fields')}</h3>
      {tableNames.map((name) => (
        <fieldset key={name} className="requests-fields">
          <legend>{tableOf(name).title[language]}</legend>
          {Object.entries(tableOf(name).fields).map(([field, { title }]) => (
            <label key={field}>
              <input
                type="checkbox"
                checked={props.chosen[name]?.includes(field) ?? false}
                onChange={() => toggle(name, field)}
              />
              {title[language]}
            </label>
          ))}
        </fieldset>
      ))}
    </div>
  );
}

/** The fields of the form that the server would not take. */
function faultsOf(input: NewRequest): ReadonlySet<string> {
  const parsed = newRequest.safeParse(input);
  if (parsed.success) return new Set();
  const names = { bornFrom: 'from', bornTo: 'to', diagnoses: 'diagnoses' } as const;
  return new Set(
    parsed.error.issues.map(({ path: [first, second] }) =>
      first === 'wish' ? (names[second as keyof typeof names] ?? 'wish') : String(first),
    ),
  );
}
