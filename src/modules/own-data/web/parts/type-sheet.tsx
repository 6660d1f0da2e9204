import { useState, type FormEvent } from 'react';
import { showUnit } from '#kernel/display/show-number.ts';
import { showMoment } from '#kernel/display/show-date.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Choose, TextField } from '#web/ui/field.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import type { PersonOfOwn, ShownReading } from '../../api.ts';
import { judgeReading, type Refusal } from '../../domain/judge-reading.ts';
import { kindsOfReading, type ReadingKind, type Sample } from '../../domain/reading.ts';
import { looksLikeAnother } from '../../domain/whose-reading.ts';
import { inZoneOfPhone, withZone } from '../local-time.ts';
import { useOwnText } from '../own-text.ts';
import { showValues } from '../show-values.ts';

/** Units offered where people use more than one. */
const offered: Partial<Record<ReadingKind, readonly string[]>> = { sugar: ['mmol/L', 'mg/dL'] };
const numberOf = (typed: string): number =>
  typed.trim() === '' ? Number.NaN : Number(typed.trim().replace(',', '.'));
const pulse = '8867-4';

/** One reading typed: asked again where it can hardly be, and where it looks like somebody else's. */
export function TypeSheet(props: {
  kind: ReadingKind;
  person: PersonOfOwn;
  last: ShownReading | undefined;
  /** By the centre's clock. */
  now: () => Date;
  onSave: (samples: readonly Sample[]) => void;
  onClose: () => void;
}) {
  const { kind, person, last, onSave, onClose } = props;
  const text = useOwnText();
  const language = useLanguage();
  const { loincs } = kindsOfReading[kind];
  const fields = kind === 'pressure' ? [...loincs, pulse] : [...loincs];
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const [unit, setUnit] = useState(() => unitLastUsed(kind));
  const [time, setTime] = useState('');
  const [kept, setKept] = useState('');
  const [isHers, setHers] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>();
  const [isAskedWhose, setAskedWhose] = useState(false);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const now = new Date();
    const head = {
      at: time === '' ? withZone(now) : inZoneOfPhone(time),
      clock: time === '' ? ('phone' as const) : ('person' as const),
      ...(kept.trim() !== '' && { kept: kept.trim() }),
    };
    const values = loincs.map((loinc) => numberOf(typed[loinc] ?? ''));
    const samples: Sample[] = [{ id: crypto.randomUUID(), kind, values, unit, ...head }];
    if (fields.includes(pulse) && kind !== 'pulse' && (typed[pulse] ?? '').trim() !== '')
      samples.push({
        id: crypto.randomUUID(),
        kind: 'pulse',
        values: [numberOf(typed[pulse]!)],
        unit: kindsOfReading.pulse.ucum,
        ...head,
      });
    // Of what the phone told the time the centre moves by what the phone is wrong.
    const latest = new Date(Math.max(now.getTime(), props.now().getTime()));
    const judged = samples.map((one) => judgeReading(one, { now: latest, birthDate: person.birthDate }));
    const wrong = judged.find((one) => 'refuse' in one);
    setRefusal(wrong !== undefined && 'refuse' in wrong ? wrong.refuse : undefined);
    if (wrong !== undefined) return;
    const [first] = judged;
    const mayBeAnother =
      first !== undefined && 'values' in first && looksLikeAnother(kind, first.values, first.at, last);
    setAskedWhose(mayBeAnother);
    if (mayBeAnother && !isHers) return;
    localStorage.setItem(unitKey(kind), unit);
    onSave(samples);
  };

  return (
    <Sheet title={text(`type.${kind}`)} onClose={onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        <p className="strong">{text('for', { name: person.name })}</p>
        {fields.map((loinc, at) => (
          <TextField
            key={loinc}
            label={labelOf(loinc, kind, text)}
            hint={at === 0 && last !== undefined ? text('last', lastWords(last, language)) : undefined}
            error={at === 0 && refusal !== undefined ? text(`refused.${refusal}`) : undefined}
            inputMode="decimal"
            autoComplete="off"
            value={typed[loinc] ?? ''}
            onChange={(event) => {
              setTyped({ ...typed, [loinc]: event.target.value });
              setHers(false);
            }}
          />
        ))}
        {offered[kind] !== undefined && (
          <Choose
            label={text('unit')}
            value={unit}
            options={offered[kind].map((one) => ({ value: one, label: showUnit(one, language) }))}
            onChange={setUnit}
          />
        )}
        <TextField
          label={text('time')}
          hint={text('time.hint')}
          type="datetime-local"
          value={time}
          onChange={(event) => setTime(event.target.value)}
        />
        {refusal === 'impossible' && (
          <TextField
            label={text('kept')}
            hint={text('kept.hint')}
            value={kept}
            maxLength={300}
            onChange={(event) => setKept(event.target.value)}
          />
        )}
        {isAskedWhose && last !== undefined && (
          <Notice tone="care" title={text('whose.title', { name: person.name })} live>
            <p>{text('whose.what', lastWords(last, language))}</p>
            <label className="own-check">
              <input type="checkbox" checked={isHers} onChange={(event) => setHers(event.target.checked)} />
              {text('whose.yes', { name: person.name })}
            </label>
          </Notice>
        )}
        <p>
          <Button look="main" type="submit">
            {text('save')}
          </Button>
        </p>
      </form>
    </Sheet>
  );
}

function labelOf(loinc: string, kind: ReadingKind, text: ReturnType<typeof useOwnText>): string {
  if (loinc === '8480-6') return text('field.systolic');
  if (loinc === '8462-4') return text('field.diastolic');
  return loinc === pulse && kind !== 'pulse' ? text('field.pulse-too') : text(`field.${kind}`);
}

function lastWords(last: ShownReading, language: ReturnType<typeof useLanguage>) {
  return { value: showValues(last.values, last.unit, language), at: showMoment(last.at) };
}

const unitKey = (kind: ReadingKind): string => `sen.own.unit.${kind}`;

/** The unit that she typed last: a meter does not change its unit from day to day. */
function unitLastUsed(kind: ReadingKind): string {
  const known = localStorage.getItem(unitKey(kind)) ?? '';
  return offered[kind]?.includes(known) === true ? known : kindsOfReading[kind].ucum;
}
