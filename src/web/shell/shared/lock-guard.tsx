import { lazy, Suspense, useCallback, useMemo, useState, type ReactNode } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { sharedComputer } from '#kernel/shared-computer.ts';
import type { Client } from '#web/data/client.ts';
import { leaveToSignIn } from '../sign-in.ts';
import { LockContext } from './lock-context.ts';
import { isMarkedShared, markShared } from './shared-mark.ts';
import { useIdle } from './use-idle.ts';
import './lock-guard.css';

const LockScreen = lazy(async () => ({ default: (await import('./lock-screen.tsx')).LockScreen }));

/**
 * Covers the work at a shared computer when nobody is there, or when the server says that it is locked. What is behind stays as it was for
 * whom it belongs to; anybody else begins anew.
 */
export function LockGuard(props: {
  /** A client that the lock itself does not stop. */
  client: Client;
  /** Whether the server said that this computer is locked. */
  isToldLocked: boolean;
  onUnlocked: () => void;
  children: ReactNode;
}) {
  const { client, isToldLocked, onUnlocked } = props;
  const queries = useQueryClient();
  const [isLocked, setLocked] = useState(false);
  const locked = isLocked || isToldLocked;
  const { data: here, refetch } = useQuery({
    queryKey: ['shared-computer', 'here'],
    // Without a line nothing is known, and the server still locks by itself.
    enabled: isMarkedShared() || isToldLocked,
    async queryFn() {
      const found = await client.call(sharedComputer.here, {});
      markShared(found.isShared);
      return found;
    },
  });

  const lock = useCallback(() => {
    setLocked(true);
    client
      .call(sharedComputer.lock, {})
      .catch(() => undefined)
      .finally(() => void refetch());
  }, [client, refetch]);
  const lockMinutes = here?.isShared === true && !locked ? here.lockMinutes : undefined;
  useIdle(lockMinutes === undefined ? undefined : lockMinutes * 60_000, {
    onIdle: lock,
    onThere: () => void client.call(sharedComputer.active, {}).catch(() => undefined),
  });

  const unlock = () => {
    setLocked(false);
    onUnlocked();
    void queries.invalidateQueries();
  };
  const context = useMemo(() => (here?.isShared === true ? { lock } : {}), [here, lock]);
  return (
    <LockContext value={context}>
      <div className={locked ? 'behind-lock' : undefined} inert={locked}>
        {props.children}
      </div>
      {locked && here === undefined && <div className="lock-cover" />}
      {locked && here && (
        <Suspense fallback={<div className="lock-cover" />}>
          <LockScreen
            here={here}
            client={client}
            onUnlocked={unlock}
            onSwitched={() => void leaveToSignIn('/')}
            onFullSignIn={() => void leaveToSignIn('/')}
          />
        </Suspense>
      )}
    </LockContext>
  );
}
