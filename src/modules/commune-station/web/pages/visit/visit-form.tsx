import { useMemo, useState } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { showDay } from '#kernel/display/show-date.ts';
import { loadIcd10 } from '#kernel/terminology/icd10.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { checkPrescription } from '#modules/outpatient/api.ts';
import { useDevice } from '#web/offline/device-context.tsx';
import { useShell } from '#web/shell/shell-context.tsx';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Card, Tag } from '#web/ui/card.tsx';
import { Chip, Choice, TextArea, TextField } from '#web/ui/field.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Trouble } from '#web/ui/view.tsx';
import { habits, takeHabit } from '../../../domain/visit/habits.ts';
import { areSwapped, judgeSigns } from '#kernel/terminology/judge-signs.ts';
import { pastVisits, repeatVisit } from '../../../domain/visit/repeat-visit.ts';
import { factsOfPerson } from '../../../domain/visit/person-facts.ts';
import { inVietnam, visitBundle, visitIdOf, withResources } from '../../../domain/visit/visit-bundle.ts';
import { resourcesOfForm } from '../../../domain/visit/forms-in-visit.ts';
import { clockBefore, type VisitUnderWay } from '../../../domain/visit/kept-visit.ts';
import { readSigns } from '../../../domain/visit/typed-signs.ts';
import { missingOf, type VisitDraft } from '../../../domain/visit/visit-draft.ts';
import { FindOne } from '../../parts/find-one.tsx';
import { useStationText } from '../../parts/station-text.ts';
import { finishHere } from '../../here/held-day.ts';
import { useStation } from '../../here/use-station.ts';
import { lastSignsOf } from './last-signs.ts';
import { MedicinesPart } from './medicines-part.tsx';
import type { Saved } from './saved-visit.tsx';
import { FormsPart, FormsSheet } from './forms-part.tsx';
import { SignsPart } from './signs-part.tsx';
import { draftName, useKeepVisit, visitDrafts } from './use-kept-visit.ts';
import type { KnownPerson } from './known-person.ts';

const dayMs = 86_400_000;

/** The whole visit: usual visits and the last one to begin from, then every part in the order of the work. */
export function VisitForm(props: {
  known: KnownPerson;
  facilityId: string;
  /** As it was left, or empty. */
  begun: VisitUnderWay;
  /** It was left by a crash, maybe while the worker worked elsewhere. */
  restored?: 'here' | 'elsewhere' | undefined;
  onStartOver: () => void;
  onSaved: (saved: Saved) => void;
}) {
  const text = useStationText();
  const language = useLanguage();
  const device = useDevice();
  const station = useStation();
  const { me } = useShell();
  const queries = useQueryClient();
  const { patient, resources } = props.known;
  const patientId = patient.id!;
  const [draft, setDraft] = useState<VisitDraft>(props.begun.draft);
  const [typed, setTyped] = useState(props.begun.typed);
  const [forms, setForms] = useState(props.begun.forms);
  const [isChoosing, chooseForm] = useState(false);
  const keeper = useMemo(() => visitDrafts(me.name), [me.name]);
  const kept = useKeepVisit(keeper, patientId, props.facilityId, { draft, typed, forms }, device.now);
  const [tried, setTried] = useState(false);
  const change = (part: Partial<VisitDraft>): void => setDraft((before) => ({ ...before, ...part }));
  const lastSigns = useMemo(() => lastSignsOf(resources), [resources]);
  const [last] = useMemo(() => pastVisits(resources), [resources]);
  const signs = readSigns(typed);
  const facts = factsOfPerson(patient, resources, draft, signs, lastSigns.get('29463-7')?.value);
  const findings = judgeSigns(signs, facts.age);
  const doses = checkPrescription(draft.medicines, facts);
  const missing = missingOf(draft);
  const isBeforeBirth = (patient.birthDate ?? '') > dayInVietnam(draft.startedAt);
  const isStopped =
    missing.length > 0 ||
    isBeforeBirth ||
    areSwapped(signs) ||
    findings.some(({ loinc, grade }) => grade === 'impossible' && (typed[loinc]?.kept ?? '').trim() === '') ||
    (doses.some(({ grade }) => grade === 'stop') && (draft.dosesKept ?? '').trim() === '');
  const after = (days: number): string => dayInVietnam(new Date(device.now().getTime() + days * dayMs));

  const save = useMutation({
    networkMode: 'always',
    mutationFn: async (): Promise<Saved> => {
      const whole = { ...draft, signs };
      const practitionerId = station.data?.practitionerId;
      const newId = (): string => device.newId(patientId);
      const now = device.now();
      const visit = visitBundle(whole, {
        facilityId: props.facilityId,
        ...(practitionerId !== undefined && { practitionerId }),
        now,
        newId,
      });
      const visitId = visitIdOf(visit);
      const desk = { visitId, patient, now: inVietnam(now), newId };
      const answers = await Promise.all(forms.map((form) => resourcesOfForm(form, whole, desk)));
      const bundle = withResources(visit, answers.flat());
      const { state } = await device.write(bundle);
      kept.stop();
      // The visit is safe; where the queue cannot be reached it is put right at the next look.
      void finishHere(device, props.facilityId, patientId)
        .catch(() => undefined)
        .then(() => queries.invalidateQueries({ queryKey: ['commune-station', 'day'] }));
      return { visitId, state, patient, bundle };
    },
    onSuccess: (saved) => {
      queries.removeQueries({ queryKey: ['commune-station', 'known', patientId] });
      props.onSaved(saved);
    },
  });

  const clock = clockBefore(device.now(), [patient, ...resources]);
  return (
    <>
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (!isStopped) save.mutate();
        }}
      >
        <h1>{text('visit.title')}</h1>
        {props.restored !== undefined && (
          <Notice tone="info">
            <p>{text(props.restored === 'here' ? 'draft.back' : 'draft.elsewhere')}</p>
            <p>
              <Button
                look="quiet"
                onClick={() => {
                  kept.stop();
                  void keeper.remove(draftName(patientId)).then(props.onStartOver);
                }}
              >
                {text('draft.again')}
              </Button>
            </p>
          </Notice>
        )}
        {clock !== undefined && (
          <Notice tone="care">
            <p>{text('clock.behind', { now: showDay(dayInVietnam(device.now())), day: showDay(clock) })}</p>
          </Notice>
        )}
        {isBeforeBirth && (
          <Notice tone="danger">
            <p>{text('before.birth', { day: showDay(patient.birthDate) })}</p>
          </Notice>
        )}
        <div className="row">
          {last !== undefined && (
            <Button
              icon="retry"
              onClick={() => {
                const repeated = repeatVisit(patientId, resources, draft.startedAt);
                if (repeated !== undefined)
                  setDraft({ ...repeated, ...(repeated.programme !== undefined && { next: after(30) }) });
              }}
            >
              {text('repeat', { day: showDay(last.period?.start) })}
            </Button>
          )}
          {habits.map((habit) => (
            <Chip
              key={habit.key}
              pressed={draft.reason === habit.reason}
              onClick={() =>
                setDraft((before) =>
                  takeHabit(
                    before,
                    habit,
                    habit.nextAfter === undefined ? undefined : after(habit.nextAfter),
                  ),
                )
              }
            >
              {habit[language]}
            </Chip>
          ))}
        </div>
        <div className="station-visit">
          <div className="stack">
            <Card title={text('reason')} icon="visit">
              <TextField
                label={text('reason')}
                value={draft.reason}
                error={tried && missing.includes('reason') ? text('reason.missing') : undefined}
                onChange={(event) => change({ reason: event.target.value })}
              />
              <div className="row">
                <Chip pressed={draft.atHome} icon="place" onClick={() => change({ atHome: !draft.atHome })}>
                  {text('at-home')}
                </Chip>
              </div>
            </Card>
            <SignsPart typed={typed} findings={findings} last={lastSigns} onType={setTyped} />
            <Card title={text('examination')} icon="person">
              <TextArea
                label={text('examination')}
                value={draft.examination}
                onChange={(event) => change({ examination: event.target.value })}
              />
            </Card>
          </div>
          <div className="stack">
            <Card title={text('diagnosis')} icon="diagnosis">
              <ul className="station-list">
                {draft.diagnoses.map(({ code, name }, at) => (
                  <li key={code} className="station-line">
                    <span className="station-who" lang="vi">
                      <strong>{code}</strong> {name} {at === 0 && <Tag>{text('diagnosis.main')}</Tag>}
                    </span>
                    <Button
                      look="quiet"
                      icon="close"
                      onClick={() => change({ diagnoses: draft.diagnoses.toSpliced(at, 1) })}
                    >
                      {text('remove', { name: code })}
                    </Button>
                  </li>
                ))}
              </ul>
              <FindOne
                label={text('diagnosis')}
                hint={text('diagnosis.hint')}
                error={tried && missing.includes('diagnosis') ? text('diagnosis.missing') : undefined}
                name="icd10"
                find={async (words) => (await loadIcd10()).search(words, 8)}
                keyOf={({ code }) => code}
                labelOf={({ code, vi }) => `${code} ${vi}`}
                onPick={({ code, vi }) =>
                  change({
                    diagnoses: [...draft.diagnoses.filter((one) => one.code !== code), { code, name: vi }],
                  })
                }
              />
            </Card>
            <MedicinesPart
              lines={draft.medicines}
              findings={doses}
              kept={draft.dosesKept ?? ''}
              onChange={(medicines) => change({ medicines })}
              onKeep={(dosesKept) => change({ dosesKept })}
            />
            <Card title={text('procedures')} icon="procedure">
              <TextField
                label={text('procedures')}
                hint={text('procedures.hint')}
                defaultValue={draft.procedures.join(', ')}
                onChange={(event) =>
                  change({
                    procedures: event.target.value
                      .split(',')
                      .map((one) => one.trim())
                      .filter((one) => one !== ''),
                  })
                }
              />
              <Chip
                pressed={draft.referral !== undefined}
                icon="leave"
                onClick={() =>
                  setDraft(({ referral, ...rest }) =>
                    referral === undefined ? { ...rest, referral: { to: '', why: '' } } : rest,
                  )
                }
              >
                {text('refer')}
              </Chip>
              {draft.referral !== undefined && (
                <>
                  <TextField
                    label={text('refer.to')}
                    value={draft.referral.to}
                    onChange={(event) => change({ referral: { ...draft.referral!, to: event.target.value } })}
                  />
                  <TextField
                    label={text('refer.why')}
                    value={draft.referral.why}
                    onChange={(event) =>
                      change({ referral: { ...draft.referral!, why: event.target.value } })
                    }
                  />
                </>
              )}
            </Card>
            <FormsPart
              forms={forms}
              onOpen={() => chooseForm(true)}
              onRemove={(slug) => setForms((all) => all.filter((one) => one.slug !== slug))}
            />
            <Card title={text('next')} icon="calendar">
              <div className="row">
                {([7, 30] as const).map((days) => (
                  <Chip
                    key={days}
                    pressed={draft.next === after(days)}
                    onClick={() => change({ next: after(days) })}
                  >
                    {text(days === 7 ? 'next.week' : 'next.month')}
                  </Chip>
                ))}
                <Chip
                  pressed={draft.next === undefined}
                  onClick={() => setDraft(({ next: _next, ...rest }) => rest)}
                >
                  {text('next.none')}
                </Chip>
              </div>
              <Choice
                label={text('payment')}
                name="payment"
                value={draft.payment}
                options={(['insured', 'paid', 'free'] as const).map((value) => ({
                  value,
                  label: text(`payment.${value}`),
                }))}
                onChange={(payment) => change({ payment })}
              />
            </Card>
          </div>
        </div>
        {save.isError && <Trouble error={save.error} retry={() => save.mutate()} />}
        <div className="station-save">
          <Button look="main" icon="check" type="submit" busy={save.isPending}>
            {text('save')}
          </Button>
          {tried && isStopped && <p role="alert">{text('save.fix')}</p>}
        </div>
      </form>
      {isChoosing && (
        <FormsSheet
          known={props.known}
          draft={{ ...draft, signs }}
          whom={{ ageYears: facts.age, sex: patient.gender }}
          filled={forms}
          onClose={() => chooseForm(false)}
          onFilled={(form) => {
            setForms((all) => [...all.filter(({ slug }) => slug !== form.slug), form]);
            chooseForm(false);
          }}
        />
      )}
    </>
  );
}
