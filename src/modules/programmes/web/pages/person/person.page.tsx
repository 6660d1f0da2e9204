import { useState } from 'react';
import { Link } from 'wouter';
import { showDay } from '#kernel/display/show-date.ts';
import { showDecimal } from '#kernel/display/show-number.ts';
import { WithDevice } from '#web/offline/device-context.tsx';
import type { PageProps } from '#web/shell/define-page.ts';
import { useShell } from '#web/shell/shell-context.tsx';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Card, Tag } from '#web/ui/card.tsx';
import { Choose } from '#web/ui/field.tsx';
import { LineChart } from '#web/ui/line-chart.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Nothing, Skeleton, Trouble, View } from '#web/ui/view.tsx';
import {
  endReasons,
  type GrowthView,
  type PersonEntry,
  type PersonView,
  type PregnancyView,
} from '../../../api.ts';
import { gradeOf } from '../../../domain/growth.ts';
import { GrowthChart } from '../../parts/growth-chart.tsx';
import { useProgrammesText } from '../../parts/programmes-text.ts';
import { showFact } from '../../parts/register.tsx';
import { useEnrol, useLeave, usePerson, type EndReason } from '../../queries.ts';
import '../../parts/programmes.css';

/** What one person is followed for: when she comes again and why, her values over time, a pregnancy, a child's growth. */
export default function PersonPage(props: PageProps) {
  return (
    <WithDevice waiting={<Skeleton lines={8} />}>
      <Followed key={props.params['patientId']} id={props.params['patientId'] ?? ''} />
    </WithDevice>
  );
}

function Followed({ id }: { id: string }) {
  const text = useProgrammesText();
  const query = usePerson(id);
  return (
    <div className="stack">
      <h1>{text('person.title')}</h1>
      <View query={query} lines={8}>
        {(view) => (
          <>
            {view.entries.length === 0 && <Nothing icon="course" title={text('person.empty')} />}
            {view.pregnancy !== undefined && <Pregnancy view={view.pregnancy} />}
            {view.entries.some(isPregnancy) && <ToDelivery patientId={id} />}
            {view.entries.map((entry) => (
              <Entry key={entry.id} entry={entry} />
            ))}
            {view.growth.some(({ points }) => points.length > 0) &&
              view.growth.map((one) => <Growth key={one.indicator} view={one} />)}
            {view.mayBegin.length > 0 && <Begin patientId={id} view={view} />}
          </>
        )}
      </View>
    </div>
  );
}

const isPregnancy = ({ programme, endedOn }: PersonEntry): boolean =>
  programme.code === 'antenatal' && endedOn === undefined;

function ToDelivery({ patientId }: { patientId: string }) {
  const text = useProgrammesText();
  const { me } = useShell();
  if (!me.permissions.includes('programmes.keep')) return null;
  return (
    <p>
      <Link className="button button-main" href={`/record/${patientId}/delivery`}>
        {text('delivery.do')}
      </Link>
    </p>
  );
}

function Pregnancy(props: { view: PregnancyView }) {
  const text = useProgrammesText();
  const language = useLanguage();
  const { view } = props;
  return (
    <Card title={text('pregnancy.title', { weeks: view.weeks, days: view.days })} icon="calendar">
      <div className="prog-stack">
        <p>
          {text('pregnancy.due', { day: showDay(view.dueOn) })}{' '}
          <span className="quiet">{text(`pregnancy.by.${view.by}`)}</span>
        </p>
        <ol className="prog-periods">
          {view.visits.map((count, at) => (
            <li key={at}>
              <span className="prog-figure">{count}</span>
              <span className="small">{text(`period.${(at + 1) as 1 | 2 | 3}`)}</span>
            </li>
          ))}
        </ol>
        {view.risks.length > 0 && (
          <Notice
            tone={view.risks.some(({ isDanger }) => isDanger) ? 'danger' : 'care'}
            title={text('pregnancy.risks')}
          >
            <ul>
              {view.risks.map((risk) => (
                <li key={risk.code}>{risk.title[language]}</li>
              ))}
            </ul>
          </Notice>
        )}
        {view.unknown.length > 0 && (
          <p className="small quiet">
            {text('pregnancy.unknown', {
              what: view.unknown.map((code) => text(`unknown.${code as 'height'}`)).join(', '),
            })}
          </p>
        )}
      </div>
    </Card>
  );
}

function Entry(props: { entry: PersonEntry }) {
  const text = useProgrammesText();
  const language = useLanguage();
  const { me } = useShell();
  const { entry } = props;
  const isOpen = entry.endedOn === undefined;
  return (
    <Card
      title={entry.programme.title[language]}
      aside={
        entry.isLate ? (
          <Tag tone="danger" icon="warning">
            {text('late')}
          </Tag>
        ) : (
          <Tag tone={isOpen ? 'good' : 'plain'}>{text(isOpen ? 'open' : 'closed')}</Tag>
        )
      }
    >
      <div className="prog-stack">
        <p>
          {text('entry.since', { day: showDay(entry.startedOn) })}
          {entry.endedOn !== undefined && ` ${text('ended', { day: showDay(entry.endedOn) })}`}
        </p>
        {entry.dueOn !== undefined && (
          <p className="strong">
            {text('entry.due', { day: showDay(entry.dueOn) })}
            {entry.why !== undefined && <span className="quiet"> {entry.why[language]}</span>}
          </p>
        )}
        {entry.facts.length > 0 && (
          <dl className="prog-values">
            {entry.facts.map((fact) => (
              <div key={fact.code}>
                <dt>{fact.title[language]}</dt>
                <dd>
                  {showFact(fact, language)}
                  {fact.on !== undefined && <span className="small quiet"> {showDay(fact.on)}</span>}
                </dd>
              </div>
            ))}
          </dl>
        )}
        {entry.series.some(({ points }) => points.length > 1) && (
          <LineChart
            language={language}
            label={entry.series.map(({ title }) => title[language]).join(', ')}
            lines={entry.series
              .filter(({ unit }) => unit === entry.series[0]?.unit)
              .map(({ title, points }) => ({
                name: title[language],
                points: points.map(({ on, value }) => ({ at: on, value: String(value) })),
              }))}
          />
        )}
        {entry.programme.code === 'hypertension' && isOpen && (
          <p className="small quiet">{text('cvd.unknown')}</p>
        )}
        {isOpen && me.permissions.includes('programmes.keep') && <Leave id={entry.id} />}
      </div>
    </Card>
  );
}

function Growth(props: { view: GrowthView }) {
  const text = useProgrammesText();
  const language = useLanguage();
  const { view } = props;
  const title = text(`growth.${view.indicator as 'weight-for-age'}`);
  if (view.points.length === 0) return null;
  return (
    <Card title={title} icon="trends">
      <div className="prog-stack">
        {view.table === undefined && <Notice tone="info" title={text('growth.no-table')} />}
        <GrowthChart view={view} title={title} />
        <details>
          <summary>{text('growth.table')}</summary>
          <table className="prog-table">
            <thead>
              <tr>
                <th scope="col">{text('col.day')}</th>
                <th scope="col">{text('growth.value')}</th>
                <th scope="col">{text('growth.z')}</th>
              </tr>
            </thead>
            <tbody>
              {view.points.toReversed().map((point) => (
                <tr key={point.on}>
                  <td data-label={text('col.day')}>{showDay(point.on)}</td>
                  <td data-label={text('growth.value')}>
                    {showDecimal(String(point.value), language)} {view.unit}
                  </td>
                  <td data-label={text('growth.z')}>
                    {point.z === undefined
                      ? '—'
                      : `${showDecimal(String(point.z), language)}, ${text(`grade.${gradeOf(point.z)}`)}`}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      </div>
    </Card>
  );
}

function Begin(props: { patientId: string; view: PersonView }) {
  const text = useProgrammesText();
  const language = useLanguage();
  const enrol = useEnrol();
  const { mayBegin } = props.view;
  const [code, setCode] = useState(mayBegin[0]?.code ?? '');
  const chosen = mayBegin.some((one) => one.code === code) ? code : (mayBegin[0]?.code ?? '');
  return (
    <Card title={text('begin.title')}>
      <form
        className="prog-form"
        onSubmit={(event) => {
          event.preventDefault();
          enrol.mutate({ code: chosen, patientId: props.patientId });
        }}
      >
        <Choose
          label={text('begin.which')}
          value={chosen}
          onChange={setCode}
          options={mayBegin.map((one) => ({ value: one.code, label: one.title[language] }))}
        />
        <Button type="submit" busy={enrol.isPending}>
          {text('begin.save')}
        </Button>
      </form>
      {enrol.isError && <Trouble error={enrol.error} />}
    </Card>
  );
}

function Leave(props: { id: string }) {
  const text = useProgrammesText();
  const leave = useLeave();
  const [isAsked, setAsked] = useState(false);
  const [because, setBecause] = useState<EndReason>('recovered');
  if (!isAsked)
    return (
      <Button look="quiet" onClick={() => setAsked(true)}>
        {text('leave.ask')}
      </Button>
    );
  return (
    <form
      className="prog-form"
      onSubmit={(event) => {
        event.preventDefault();
        leave.mutate({ id: props.id, because });
      }}
    >
      <Choose
        label={text('leave.because')}
        value={because}
        onChange={setBecause}
        options={endReasons.map((one) => ({ value: one, label: text(`because.${one}`) }))}
      />
      <Button type="submit" busy={leave.isPending}>
        {text('leave.save')}
      </Button>
      {leave.isError && <Trouble error={leave.error} />}
    </form>
  );
}
