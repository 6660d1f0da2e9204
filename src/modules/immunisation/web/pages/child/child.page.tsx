import { showDay } from '#kernel/display/show-date.ts';
import type { PageProps } from '#web/shell/define-page.ts';
import { WithDevice } from '#web/offline/device-context.tsx';
import { useShell } from '#web/shell/shell-context.tsx';
import { useLanguage } from '#web/text/text-context.tsx';
import { Card, Tag } from '#web/ui/card.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Skeleton, View } from '#web/ui/view.tsx';
import type { ForecastView, ShownDose } from '../../../api.ts';
import { HistoryForm } from '../../parts/history-form.tsx';
import { useImmunisationText } from '../../parts/immunisation-text.ts';
import { sayReason } from '../../parts/say-reason.ts';
import { NoteReaction } from '../../parts/note-reaction.tsx';
import { StateTag } from '../../parts/state-tag.tsx';
import { useForecast } from '../../queries.ts';
import '../../parts/immunisation.css';

/** One person's vaccinations: the schedule drawn, each dose with its state and why. */
export default function ChildPage(props: PageProps) {
  return (
    <WithDevice waiting={<Skeleton lines={10} />}>
      <Child key={props.params['patientId']} id={props.params['patientId'] ?? ''} />
    </WithDevice>
  );
}

function Child({ id }: { id: string }) {
  const text = useImmunisationText();
  const { me } = useShell();
  const query = useForecast(id);
  return (
    <div className="stack">
      <h1>{text('child.title')}</h1>
      <View query={query} lines={10}>
        {(view) => (
          <>
            <Standing view={view} />
            {view.series.map((series) => (
              <Series key={series.code} series={series} view={view} />
            ))}
            <History view={view} />
            {me.permissions.includes('immunisation.give') && (
              <>
                <HistoryForm patientId={id} view={view} />
                <NoteReaction history={view.history} />
              </>
            )}
          </>
        )}
      </View>
    </div>
  );
}

function Standing(props: { view: ForecastView }) {
  const text = useImmunisationText();
  const { view } = props;
  const late = view.doses.filter(({ state }) => state === 'overdue').length;
  const due = view.doses.filter(({ state }) => state === 'due').length;
  const title =
    late > 0
      ? text('child.late', { n: late })
      : due > 0
        ? text('child.due', { n: due })
        : view.nextDueOn === undefined
          ? text('child.nothing')
          : text('child.next', { day: showDay(view.nextDueOn) });
  return (
    <Notice tone={late > 0 ? 'care' : 'good'} title={title}>
      <p>{text('child.had', { had: view.compulsory.had, due: view.compulsory.due })}</p>
      {view.isCompleteUnderOne && <p>{text('child.complete')}</p>}
      {view.circumstances.map((one, at) => (
        <p key={`${one.kind}${at}`}>
          {text(`circumstance.${one.kind as 'pregnant'}`, {
            day: one.day === undefined ? '' : showDay(one.day),
          })}
        </p>
      ))}
    </Notice>
  );
}

function Series(props: { series: ForecastView['series'][number]; view: ForecastView }) {
  const text = useImmunisationText();
  const language = useLanguage();
  const { series, view } = props;
  const doses = view.doses.filter((dose) => dose.series === series.code);
  const obligation = series.obligation as 'compulsory' | 'roadmap' | 'area';
  return (
    <Card
      title={series[language]}
      {...(obligation !== 'compulsory' && { aside: <Tag>{text(`obligation.${obligation}`)}</Tag> })}
    >
      <ol className="jab-doses">
        {doses.map((dose) => (
          <Dose key={dose.code} dose={dose} />
        ))}
      </ol>
      {series.unknown.includes('max-age') && doses.some(({ state }) => state === 'overdue') && (
        <p className="small quiet">{text('series.max-age')}</p>
      )}
    </Card>
  );
}

function Dose(props: { dose: ShownDose }) {
  const text = useImmunisationText();
  const { dose } = props;
  return (
    <li className={`jab-dose jab-${dose.state}`}>
      <div className="jab-dose-head">
        <span className="strong">{text('dose.number', { n: dose.number })}</span>
        <StateTag state={dose.state} />
      </div>
      <p>{dose.givenOn === undefined ? dueWords(dose, text) : showDay(dose.givenOn)}</p>
      {dose.state !== 'given' && dose.reasons.length > 0 && (
        <details>
          <summary>{text('dose.why')}</summary>
          <ul>
            {dose.reasons.map((reason) => (
              <li key={reason.code}>{sayReason(reason, text)}</li>
            ))}
            {dose.earliestOn !== undefined && (
              <li>{text('dose.earliest', { day: showDay(dose.earliestOn) })}</li>
            )}
            {dose.latestOn !== undefined && <li>{text('dose.latest', { day: showDay(dose.latestOn) })}</li>}
          </ul>
        </details>
      )}
    </li>
  );
}

function dueWords(dose: ShownDose, text: ReturnType<typeof useImmunisationText>): string {
  if (dose.state === 'contraindicated' || dose.state === 'too-late' || dose.dueOn === undefined) return '—';
  return text('dose.due', { day: showDay(dose.dueOn) });
}

/** Everything that was given, also what does not count: why not. */
function History(props: { view: ForecastView }) {
  const text = useImmunisationText();
  const { history } = props.view;
  if (history.length === 0) return null;
  return (
    <Card title={text('history.title')}>
      <table className="jab-table">
        <thead>
          <tr>
            <th scope="col">{text('history.day')}</th>
            <th scope="col">{text('history.vaccine')}</th>
            <th scope="col">{text('history.worth')}</th>
          </tr>
        </thead>
        <tbody>
          {history.toReversed().map((one) => (
            <tr key={one.id}>
              <td data-label={text('history.day')}>{showDay(one.on)}</td>
              <td data-label={text('history.vaccine')}>{one.name}</td>
              <td data-label={text('history.worth')}>
                {one.worth.length === 0 ? text('history.unjudged') : null}
                {one.worth.map((worth) => (
                  <div key={worth.series} className={worth.isValid ? undefined : 'jab-wrong'}>
                    {worth.number !== undefined && text('dose.number', { n: worth.number })}
                    {worth.number === undefined &&
                      worth.reasons.map((reason) => sayReason(reason, text)).join(' ')}
                  </div>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}
