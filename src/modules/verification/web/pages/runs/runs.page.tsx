import { showMoment } from '#kernel/display/show-date.ts';
import { showDecimal } from '#kernel/display/show-number.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Card, Tag } from '#web/ui/card.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Nothing, Trouble, View } from '#web/ui/view.tsx';
import type { LineView, RunView } from '../../../api.ts';
import { outcomes } from '../../../domain/judge.ts';
import { useVerificationText } from '../../parts/verification-text.ts';
import { useRuns, useStartRun, useStopRun } from '../../queries.ts';
import '../../parts/verification.css';

/** How the lines to the registers are, and runs over everybody. Counts only: no page of it names a person. */
export default function RunsPage() {
  const text = useVerificationText();
  const query = useRuns();
  return (
    <div className="stack">
      <div>
        <h1>{text('runs.title')}</h1>
        <p className="quiet verify-what">{text('runs.what')}</p>
      </div>
      <View query={query}>
        {({ lines, runs }) => (
          <>
            {lines.map((line) => (
              <Line key={line.register} line={line} runs={runs} />
            ))}
            <h2>{text('runs.list')}</h2>
            {runs.length === 0 && (
              <Nothing icon="people" title={text('runs.empty')}>
                <p>{text('runs.empty.what')}</p>
              </Nothing>
            )}
            {runs.length > 0 && (
              <ul className="verify-list" aria-label={text('runs.list')}>
                {runs.map((run) => (
                  <li key={run.id}>
                    <Run run={run} />
                  </li>
                ))}
              </ul>
            )}
          </>
        )}
      </View>
    </div>
  );
}

const lineTones = { up: 'good', down: 'danger', unknown: 'plain' } as const;

function Line(props: { line: LineView; runs: readonly RunView[] }) {
  const text = useVerificationText();
  const language = useLanguage();
  const start = useStartRun();
  const { line } = props;
  const register = text(`register.${line.register}`);
  const number = (value: number): string => showDecimal(String(value), language);
  const isUnderWay = props.runs.some(
    ({ register: one, state }) => one === line.register && (state === 'running' || state === 'waiting'),
  );
  return (
    <Card
      title={register}
      aside={
        <Tag
          tone={line.isSet ? lineTones[line.state] : 'plain'}
          icon={line.state === 'down' ? 'warning' : 'info'}
        >
          {text(line.isSet ? `line.${line.state}` : 'line.not-set')}
        </Tag>
      }
    >
      <div className="stack-tight">
        <p className="quiet small">
          {[
            line.isSimulated && text('line.simulated'),
            line.since !== undefined && text('line.since', { at: showMoment(line.since) }),
            line.due > 0 && text('line.due', { n: number(line.due) }),
            line.reports > 0 && text('line.reports', { n: number(line.reports) }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
        <div>
          <Button
            icon="people"
            disabled={!line.isSet || isUnderWay}
            busy={start.isPending}
            onClick={() => start.mutate(line.register)}
          >
            {text('runs.start', { register })}
          </Button>
        </div>
        {start.isError && <Trouble error={start.error} />}
      </div>
    </Card>
  );
}

const runTones = { running: 'info', waiting: 'care', done: 'good', stopped: 'plain' } as const;

function Run(props: { run: RunView }) {
  const text = useVerificationText();
  const language = useLanguage();
  const stop = useStopRun();
  const { run } = props;
  const number = (value: number): string => showDecimal(String(value), language);
  const isUnderWay = run.state === 'running' || run.state === 'waiting';
  const progress = text('runs.progress', {
    done: number(run.lookedAt),
    total: number(Math.max(run.total, run.lookedAt)),
  });
  return (
    <Card
      className="verify-run"
      title={text('runs.one', { register: text(`register.${run.register}`), at: showMoment(run.startedAt) })}
      aside={<Tag tone={runTones[run.state]}>{text(`run.${run.state}`)}</Tag>}
    >
      <div className="stack-tight">
        <p className="quiet small">{text('runs.by', { by: run.startedBy })}</p>
        {run.state === 'waiting' && run.waitingSince !== undefined && (
          <Notice tone="care" live title={text('runs.waiting', { at: showMoment(run.waitingSince) })} />
        )}
        {isUnderWay && (
          <progress
            value={run.total === 0 ? 1 : Math.min(1, run.lookedAt / run.total)}
            aria-label={progress}
          />
        )}
        <p role={isUnderWay ? 'status' : undefined}>
          {[progress, run.perSecond !== undefined && text('runs.speed', { n: number(run.perSecond) })]
            .filter(Boolean)
            .join(' · ')}
        </p>
        <dl className="verify-facts">
          {outcomes.flatMap((outcome) => {
            const count = run.counts[outcome];
            return count === undefined
              ? []
              : [
                  <div key={outcome}>
                    <dt>{text(`outcome.${outcome}`)}</dt>
                    <dd>{number(count)}</dd>
                  </div>,
                ];
          })}
        </dl>
        {isUnderWay && (
          <div>
            <Button look="danger" icon="close" busy={stop.isPending} onClick={() => stop.mutate(run.id)}>
              {text('runs.stop')}
            </Button>
          </div>
        )}
        {stop.isError && <Trouble error={stop.error} />}
      </div>
    </Card>
  );
}
