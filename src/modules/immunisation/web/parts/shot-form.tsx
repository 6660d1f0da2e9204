import { useState } from 'react';
import { showClock, showDay } from '#kernel/display/show-date.ts';
import { RequestProblem } from '#web/data/problem.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Choose, TextArea, TextField } from '#web/ui/field.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { useNow } from '#web/ui/now.ts';
import { Trouble, View } from '#web/ui/view.tsx';
import { productOf } from '../../domain/national-schedule.ts';
import { screeningQuestions, type ScreeningQuestion } from '../../domain/screening.ts';
import { useAlike, useLotsFor, useRecordShot, type OfferedLot } from '../queries.ts';
import { useImmunisationText } from './immunisation-text.ts';

/** What the list says once a dose is recorded. */
export interface RecordedShot {
  readonly observeUntil: string;
  readonly vial: string;
}

interface ShotProps {
  readonly patientId: string;
  readonly name: string;
  readonly birth: string;
  readonly doseCode: string;
  readonly onDone: (shot: RecordedShot) => void;
}

const sites = ['left-thigh', 'right-thigh', 'left-arm', 'right-arm'] as const;
type Site = (typeof sites)[number] | 'mouth';
const questions = Object.keys(screeningQuestions) as ScreeningQuestion[];

/** Where it is usually given: by mouth, the left arm, or in the first two years the left thigh. */
function usualSite(route: string | undefined, birth: string, now: Date): Site {
  if (route === 'PO') return 'mouth';
  const isSmall = now.getTime() - Date.parse(birth) < 2 * 365 * 86_400_000;
  return isSmall && route === 'IM' ? 'left-thigh' : 'left-arm';
}

/** Screening, lot, shot: what is true for most stands there already. */
export function ShotForm(props: ShotProps) {
  const query = useLotsFor(props.doseCode);
  return <View query={query}>{(lots) => <Filled {...props} lots={lots} />}</View>;
}

function Filled(props: ShotProps & { lots: readonly OfferedLot[] }) {
  const text = useImmunisationText();
  const language = useLanguage();
  const product = productOf(props.doseCode);
  const now = useNow();
  const [key] = useState(() => crypto.randomUUID());
  const [nth, setNth] = useState(0);
  const record = useRecordShot(`${key}-${nth}`);
  const [lotId, setLotId] = useState(props.lots[0]?.id ?? '');
  const [site, setSite] = useState<Site>(() => usualSite(product?.route, props.birth, now));
  const [typed, setTyped] = useState('');
  const [yes, setYes] = useState<ReadonlySet<ScreeningQuestion>>(new Set());
  const [reason, setReason] = useState('');
  const alike = useAlike(props.patientId, props.name, props.birth).data ?? [];
  const [isSure, setSure] = useState(false);
  const [asked, setAsked] = useState(false);
  const temperature = Number(typed.replace(',', '.'));
  if (props.lots.length === 0) return <Notice tone="care" title={text('shot.no-lot')} />;
  const findings = record.error instanceof RequestProblem ? record.error.findings : [];
  const needsReason = findings.length > 0 && findings.every(({ path }) => path?.endsWith('?') === true);
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        setAsked(true);
        if (alike.length > 0 && !isSure) return;
        // Another try is another act: the first answer must not come again.
        setNth(nth + 1);
        record.mutate(
          {
            patientId: props.patientId,
            doseCode: props.doseCode,
            lotId,
            site,
            screening: [...yes],
            ...(typed !== '' && { temperature }),
            ...(reason.trim().length >= 3 && { reason: reason.trim() }),
          },
          {
            onSuccess: ({ observeUntil, vial }) =>
              props.onDone({
                observeUntil: showClock(observeUntil),
                vial:
                  vial.dosesLeft === 0
                    ? text('shot.vial-empty')
                    : text('shot.vial', { n: vial.dosesLeft, until: showClock(vial.goodUntil) }),
              }),
          },
        );
      }}
    >
      <p className="strong">{product?.vaccine}</p>
      {alike.length > 0 && (
        <Notice tone="care" title={text('alike.title')}>
          <ul>
            {alike.map((one) => (
              <li key={one.id}>{[one.name, one.place, one.phone].filter(Boolean).join(', ')}</li>
            ))}
          </ul>
          <label className="jab-sure">
            <input type="checkbox" checked={isSure} onChange={(event) => setSure(event.target.checked)} />
            {text('alike.sure', { name: props.name })}
          </label>
          {asked && !isSure && <p className="jab-wrong">{text('alike.need')}</p>}
        </Notice>
      )}
      <fieldset className="jab-ask">
        <legend>{text('shot.screening')}</legend>
        {questions.map((question) => (
          <label key={question}>
            <input
              type="checkbox"
              checked={yes.has(question)}
              onChange={(event) => {
                const next = new Set(yes);
                if (event.target.checked) next.add(question);
                else next.delete(question);
                setYes(next);
              }}
            />
            {screeningQuestions[question][language]}
          </label>
        ))}
      </fieldset>
      <TextField
        label={text('shot.temperature')}
        inputMode="decimal"
        autoComplete="off"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <Choose
        label={text('shot.lot')}
        value={lotId}
        onChange={setLotId}
        options={props.lots.map((lot) => ({ value: lot.id, label: lotWords(lot, text) }))}
      />
      {product?.route !== 'PO' && (
        <Choose
          label={text('shot.site')}
          value={site}
          onChange={setSite}
          options={sites.map((one) => ({ value: one, label: text(`site.${one}`) }))}
        />
      )}
      {record.isError && <Trouble error={record.error} />}
      {needsReason && (
        <TextArea
          label={text('shot.reason')}
          hint={text('shot.reason.what')}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      )}
      <Button type="submit" look="main" busy={record.isPending}>
        {text(needsReason ? 'shot.save-anyway' : 'shot.save')}
      </Button>
    </form>
  );
}

function lotWords(lot: OfferedLot, text: ReturnType<typeof useImmunisationText>): string {
  const left =
    lot.openDoses === undefined
      ? text('lot.unopened', { n: lot.unopened })
      : text('lot.open', { n: lot.openDoses });
  return text('lot.words', { lot: lot.lotNumber, day: showDay(lot.expiresOn), left });
}
