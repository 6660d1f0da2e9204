import { useState } from 'react';
import { Button } from '#web/ui/button.tsx';
import { Card } from '#web/ui/card.tsx';
import { Choose, TextArea } from '#web/ui/field.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Trouble } from '#web/ui/view.tsx';
import type { TaskView } from '../../api.ts';
import { agrees } from '../../domain/fields.ts';
import { grounds, reasons } from '../../domain/tasks.ts';
import { usePropose } from '../queries.ts';
import { Paper } from './paper.tsx';
import { SidesTable } from './sides-table.tsx';
import { useVerificationText } from './verification-text.ts';

type Reason = (typeof reasons)[number];
type Ground = (typeof grounds)[number];
const knownGrounds = grounds.filter((ground) => ground !== 'register');

/** Both sides, and below them what the worker proposes; without the right to propose the sides alone. */
export function ProposeForm(props: { task: TaskView }) {
  const text = useVerificationText();
  const { task } = props;
  const propose = usePropose(task.id);
  const [taken, setTaken] = useState<ReadonlySet<TaskView['takeable'][number]>>(
    () => new Set(firstTaken(task)),
  );
  const [reason, setReason] = useState<Reason | ''>(task.proposal?.reason ?? '');
  const [ground, setGround] = useState<Ground | ''>('');
  const [note, setNote] = useState('');
  const [missing, setMissing] = useState(false);
  const choose = { value: '' as const, label: text('propose.choose') };
  const send = (): void => {
    if (reason === '' || ground === '') setMissing(true);
    else
      propose.mutate({
        version: task.version,
        take: [...taken],
        reason,
        ground,
        ...(note.trim() !== '' && { note: note.trim() }),
      });
  };
  return (
    <>
      <SidesTable
        task={task}
        taken={taken}
        onTake={
          task.mayPropose
            ? (field, isTaken) =>
                setTaken(
                  (before) =>
                    new Set(isTaken ? [...before, field] : [...before].filter((one) => one !== field)),
                )
            : undefined
        }
      />
      <Paper task={task} />
      {task.mayPropose && (
        <Card title={text('propose')} icon="mend">
          <form className="stack verify-propose" onSubmit={(event) => event.preventDefault()}>
            {task.proposal?.isMachine === true && <p className="quiet small">{text('propose.machine')}</p>}
            <div className="verify-two">
              <Choose
                label={text('propose.reason')}
                value={reason}
                options={[choose, ...reasons.map((value) => ({ value, label: text(`reason.${value}`) }))]}
                onChange={setReason}
              />
              <Choose
                label={text('propose.ground')}
                value={ground}
                options={[
                  choose,
                  ...knownGrounds.map((value) => ({ value, label: text(`ground.${value}`) })),
                ]}
                onChange={setGround}
              />
            </div>
            <TextArea
              label={text('propose.note')}
              value={note}
              maxLength={1000}
              rows={2}
              onChange={(event) => setNote(event.target.value)}
            />
            {missing && (reason === '' || ground === '') && (
              <Notice tone="care" live title={text('propose.missing')} />
            )}
            {propose.isError && <Trouble error={propose.error} />}
            <div>
              <Button look="main" icon="check" busy={propose.isPending} onClick={send}>
                {text('propose.send')}
              </Button>
            </div>
          </form>
        </Card>
      )}
    </>
  );
}

/** What contradicts is mostly right over there; a death is never chosen beforehand, nor that a number is given up. */
function firstTaken(task: TaskView): TaskView['takeable'] {
  if (task.proposal !== undefined) return task.proposal.take;
  if (task.kind === 'dead' || task.kind === 'not-found' || task.risk === 'high') return [];
  return task.takeable.filter((field) => {
    const level = task.fields.find((one) => one.field === field)?.level;
    return level !== undefined && !agrees(level);
  });
}
