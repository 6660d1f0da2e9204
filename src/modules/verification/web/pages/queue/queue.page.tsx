import { useState } from 'react';
import { Link } from 'wouter';
import { showDay } from '#kernel/display/show-date.ts';
import { showDecimal } from '#kernel/display/show-number.ts';
import { useShell } from '#web/shell/shell-context.tsx';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Tag } from '#web/ui/card.tsx';
import { Chip } from '#web/ui/field.tsx';
import { Nothing, Skeleton, Trouble } from '#web/ui/view.tsx';
import type { TaskLine } from '../../../api.ts';
import { fieldTitle, showDaysLeft } from '../../parts/show-side.ts';
import { useVerificationText } from '../../parts/verification-text.ts';
import { useTasks } from '../../queries.ts';
import '../../parts/verification.css';

const states = ['open', 'proposed', 'closed'] as const;

/** People of whom two sides say different things: what ends first stands first. */
export default function QueuePage() {
  const text = useVerificationText();
  const language = useLanguage();
  const { me } = useShell();
  const decides = me.permissions.includes('verification.decide');
  const [state, setState] = useState<TaskLine['state']>(decides ? 'proposed' : 'open');
  const query = useTasks(state);
  const tasks = query.data?.pages.flatMap((page) => page.tasks) ?? [];
  const counts = query.data?.pages[0]?.counts;
  const number = (value: number): string => showDecimal(String(value), language);
  return (
    <div className="stack">
      <div>
        <h1>{text('queue.title')}</h1>
        <p className="quiet verify-what">{text(decides ? 'queue.what.decide' : 'queue.what')}</p>
      </div>
      <div className="verify-filters" role="group" aria-label={text('queue.filter')}>
        {states.map((one) => (
          <Chip key={one} pressed={state === one} onClick={() => setState(one)} {...countOf(counts, one)}>
            {text(`state.${one}`)}
          </Chip>
        ))}
        {counts !== undefined && counts.late > 0 && (
          <Tag tone="danger" icon="warning">
            {text('queue.late', { n: number(counts.late) })}
          </Tag>
        )}
      </div>
      {counts !== undefined && counts.closed > 0 && (
        <p className="small">
          {text('queue.closed', { n: number(counts.closed), w: number(counts.closedWithoutVisit) })}
        </p>
      )}
      {query.isError && <Trouble error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && !query.isError && <Skeleton />}
      {query.data && tasks.length === 0 && (
        <Nothing icon="check" title={text(state === 'open' ? 'queue.empty.open' : 'queue.empty.other')}>
          {state === 'open' && <p>{text('queue.empty.open.what')}</p>}
        </Nothing>
      )}
      {tasks.length > 0 && (
        <table className="verify-table">
          <caption className="unseen">{text('queue.list')}</caption>
          <thead>
            <tr>
              {(['person', 'differs', 'register', 'due'] as const).map((column) => (
                <th key={column} scope="col">
                  {text(`col.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {tasks.map((task) => (
              <Row key={task.id} task={task} />
            ))}
          </tbody>
        </table>
      )}
      {query.hasNextPage && (
        <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {text('queue.more')}
        </Button>
      )}
    </div>
  );
}

function countOf(counts: Record<TaskLine['state'], number> | undefined, state: TaskLine['state']) {
  return counts === undefined ? {} : { count: counts[state] };
}

function Row(props: { task: TaskLine }) {
  const text = useVerificationText();
  const { task } = props;
  return (
    <tr>
      <td>
        <Link href={`/verification/tasks/${task.id}`}>{task.personName ?? text('queue.hidden')}</Link>
        <div className="verify-tags">
          <Tag tone={task.kind === 'dead' ? 'danger' : task.kind === 'own' ? 'info' : 'plain'}>
            {text(`kind.${task.kind}`)}
          </Tag>
          {task.risk === 'high' && task.kind !== 'dead' && (
            <Tag tone="danger" icon="warning">
              {text('risk.high')}
            </Tag>
          )}
        </div>
      </td>
      <td data-label={text('col.differs')}>
        <ul className="verify-fields">
          {task.fields.map(({ field, level }) => (
            <li key={field}>
              {fieldTitle(field, task.register, text)}{' '}
              {task.kind !== 'own' && field !== 'state' && (
                <span className="quiet small">{text(`level.${level}`)}</span>
              )}
            </li>
          ))}
        </ul>
      </td>
      <td data-label={text('col.register')}>
        {text(task.kind === 'own' ? 'register.own' : `register.${task.register}`)}
        {task.proposedBy !== undefined && <div className="quiet small">{task.proposedBy}</div>}
      </td>
      <td data-label={text('col.due')}>
        {task.state === 'closed' ? (
          task.ending !== undefined && text(`ending.${task.ending}`)
        ) : (
          <>
            {showDay(task.dueOn)}
            <div className={task.daysLeft < 0 ? 'verify-late small' : 'quiet small'}>
              {showDaysLeft(task.daysLeft, text)}
            </div>
          </>
        )}
      </td>
    </tr>
  );
}
