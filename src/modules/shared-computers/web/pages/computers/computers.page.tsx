import { useState } from 'react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { sharedComputer, usualLockMinutes, type ListedComputer } from '#kernel/shared-computer.ts';
import { formatDay } from '#kernel/vietnam/date.ts';
import { useClient } from '#web/data/client-context.tsx';
import { RequestProblem } from '#web/data/problem.ts';
import { useShell } from '#web/shell/shell-context.tsx';
import { markShared } from '#web/shell/shared/shared-mark.ts';
import { useText, useWords } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Card } from '#web/ui/card.tsx';
import { TextField } from '#web/ui/field.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { Nothing, Skeleton, Trouble } from '#web/ui/view.tsx';
import type vi from '../../computers.vi.json';
import '#web/shell/shared/bar.css';

const key = ['shared-computers'];

/** Registers the computer one sits at, and lists those there are. */
export default function ComputersPage() {
  const text = useText<typeof vi>();
  const client = useClient();
  const list = useQuery({ queryKey: key, queryFn: () => client.call(sharedComputer.list, {}) });
  if (list.isError) return <Trouble error={list.error} retry={() => void list.refetch()} />;
  if (list.data === undefined) return <Skeleton />;
  const { computers } = list.data;
  const own = computers.find(({ isThis, isRevoked }) => isThis && !isRevoked);
  return (
    <div className="stack narrow">
      <h1>{text('computers.title')}</h1>
      <p className="lead">{text('computers.lead')}</p>
      <Card title={text('computers.this')} icon="lock">
        {own ? <p>{text('computers.this.registered', { name: own.name })}</p> : <Register />}
      </Card>
      <Card title={text('computers.list')} icon="place">
        {computers.length === 0 ? (
          <Nothing icon="lock" title={text('computers.none')}>
            <p>{text('computers.none.what')}</p>
          </Nothing>
        ) : (
          <ul className="stack plain-list">
            {computers.map((computer) => (
              <li key={computer.id}>
                <ComputerRow computer={computer} />
              </li>
            ))}
          </ul>
        )}
      </Card>
    </div>
  );
}

function Register() {
  const text = useText<typeof vi>();
  const client = useClient();
  const queries = useQueryClient();
  const { me } = useShell();
  const [name, setName] = useState('');
  const [facilityId, setFacility] = useState('');
  const [minutes, setMinutes] = useState(String(usualLockMinutes));
  const register = useMutation({
    mutationFn: () =>
      client.call(sharedComputer.register, {
        name,
        lockMinutes: Number(minutes),
        ...(me.facility === undefined ? { facilityId } : {}),
      }),
    async onSuccess() {
      markShared(true);
      await queries.invalidateQueries({ queryKey: key });
    },
  });
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        register.mutate();
      }}
    >
      <TextField
        label={text('computers.name')}
        hint={text('computers.name.hint')}
        value={name}
        required
        maxLength={80}
        onChange={(event) => setName(event.target.value)}
      />
      {me.facility === undefined && (
        <TextField
          label={text('computers.facility')}
          value={facilityId}
          required
          onChange={(event) => setFacility(event.target.value)}
        />
      )}
      <TextField
        label={text('computers.minutes')}
        type="number"
        min={1}
        max={60}
        value={minutes}
        onChange={(event) => setMinutes(event.target.value)}
      />
      <Problem error={register.error} />
      <Button look="main" type="submit" busy={register.isPending}>
        {text('computers.register')}
      </Button>
    </form>
  );
}

function ComputerRow(props: { computer: ListedComputer }) {
  const text = useText<typeof vi>();
  const client = useClient();
  const queries = useQueryClient();
  const [asks, setAsks] = useState(false);
  const { computer } = props;
  const { name, isThis, isRevoked, lockMinutes } = computer;
  const revoke = useMutation({
    mutationFn: () => client.call(sharedComputer.revoke, { id: computer.id }),
    async onSuccess() {
      setAsks(false);
      await queries.invalidateQueries({ queryKey: key });
    },
  });
  return (
    <div className="shared-bar">
      <div>
        <p className="strong">
          {name}
          {isThis && ` (${text('computers.here')})`}
        </p>
        <p className="quiet small">
          {isRevoked
            ? text('computers.out')
            : text('computers.seen', { day: formatDay(computer.seenAt), minutes: lockMinutes })}
        </p>
      </div>
      {!isRevoked && <Button onClick={() => setAsks(true)}>{text('computers.revoke')}</Button>}
      {asks && (
        <Sheet title={text('computers.revoke')} onClose={() => setAsks(false)}>
          <div className="stack">
            <p>{text('computers.revoke.sure', { name })}</p>
            <Problem error={revoke.error} />
            <Button look="danger" busy={revoke.isPending} onClick={() => revoke.mutate()}>
              {text('computers.revoke')}
            </Button>
          </div>
        </Sheet>
      )}
    </div>
  );
}

function Problem(props: { error: Error | null }) {
  const words = useWords();
  if (props.error === null) return null;
  const sentence = props.error instanceof RequestProblem ? props.error.sentence : undefined;
  return (
    <Notice tone="danger" live>
      <p>{sentence ?? words('trouble.broken.title')}</p>
    </Notice>
  );
}
