import { Link } from 'wouter';
import { showDay, showMoment } from '#kernel/display/show-date.ts';
import type { PageProps } from '#web/shell/define-page.ts';
import { Tag } from '#web/ui/card.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { View } from '#web/ui/view.tsx';
import type { TaskView } from '../../../api.ts';
import { DecideForm } from '../../parts/decide-form.tsx';
import { ProposeForm } from '../../parts/propose-form.tsx';
import { showDaysLeft } from '../../parts/show-side.ts';
import { useVerificationText } from '../../parts/verification-text.ts';
import { useTask } from '../../queries.ts';
import '../../parts/verification.css';

/** One person, both sides, field by field. */
export default function TaskPage(props: PageProps) {
  const text = useVerificationText();
  const query = useTask(props.params['id'] ?? '');
  return (
    <div className="stack">
      <p>
        <Link href="/verification">{text('task.back')}</Link>
      </p>
      <View query={query}>{(task) => <Task key={task.version} task={task} />}</View>
    </div>
  );
}

function Task(props: { task: TaskView }) {
  const text = useVerificationText();
  const { task } = props;
  const isOpen = task.state !== 'closed';
  return (
    <>
      <div>
        <h1>{task.ours.name ?? text('queue.hidden')}</h1>
        <p className="verify-tags">
          <Tag tone={task.kind === 'dead' ? 'danger' : 'info'}>{text(`kind.${task.kind}`)}</Tag>
          <Tag tone={task.state === 'closed' ? 'good' : 'plain'}>{text(`state.${task.state}`)}</Tag>
          {isOpen && (
            <span className={task.daysLeft < 0 ? 'verify-late small' : 'quiet small'}>
              {showDay(task.dueOn)}, {showDaysLeft(task.daysLeft, text)}
            </span>
          )}
        </p>
      </div>
      {isOpen && task.risk === 'high' && task.kind !== 'dead' && (
        <Notice tone="care" title={text('task.high')} />
      )}
      {isOpen && task.kind === 'dead' && <Notice tone="care" title={text('task.dead')} />}
      {task.kind === 'not-found' && isOpen && <Notice tone="care" title={text('task.no-theirs')} />}
      {task.answer !== undefined && isOpen && (
        <Notice tone="info" title={text('task.returned', { words: task.answer })} />
      )}
      {task.decided !== undefined && task.ending !== undefined && (
        <Notice
          tone="good"
          title={text('task.closed', {
            ending: text(`ending.${task.ending}`),
            by: task.decided.by,
            at: showMoment(task.decided.at),
          })}
        >
          {task.answer !== undefined && <p>“{task.answer}”</p>}
        </Notice>
      )}
      {task.state === 'proposed' && <DecideForm task={task} />}
      <ProposeForm task={task} />
    </>
  );
}
