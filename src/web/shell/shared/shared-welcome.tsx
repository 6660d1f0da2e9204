import { useEffect, useMemo, useState } from 'react';
import { sharedComputer, type SharedHere } from '#kernel/shared-computer.ts';
import { createClient } from '#web/data/client.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import type { Page } from '../define-page.ts';
import type { Preferences } from '../preferences.ts';
import { leaveToSignIn } from '../sign-in.ts';
import { Welcome } from '../welcome.tsx';
import { LockScreen } from './lock-screen.tsx';
import { markShared } from './shared-mark.ts';

/** What a shared computer shows when nobody is signed in: who may take over by PIN. */
export function SharedWelcome(props: {
  pages: readonly Page[];
  prefer: (change: Partial<Preferences>) => void;
  problem?: unknown;
}) {
  const language = useLanguage();
  const client = useMemo(
    () => createClient({ token: () => Promise.resolve(undefined), language: () => language }),
    [language],
  );
  const [here, setHere] = useState<SharedHere | 'unknown'>();
  useEffect(() => {
    client.call(sharedComputer.here, {}).then(
      (found) => {
        markShared(found.isShared);
        setHere(found);
      },
      () => setHere('unknown'),
    );
  }, [client]);
  if (here === undefined) return null;
  if (here === 'unknown' || !here.isShared) return <Welcome {...props} />;
  const signIn = () => void leaveToSignIn('/');
  return (
    <LockScreen here={here} client={client} onUnlocked={signIn} onSwitched={signIn} onFullSignIn={signIn} />
  );
}
