import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useClient } from '#web/data/client-context.tsx';
import { RequestProblem } from '#web/data/problem.ts';
import type { DraftKeeper } from '#web/forms/drafts.ts';
import { indexedDrafts } from '#web/forms/indexed-drafts.ts';
import { useShell } from '#web/shell/shell-context.tsx';
import { createQueue, type Kept, type Waiting } from './queue.ts';

/**
 * How saving ended: the centre has answered for them, `taken` of them are in the record; they are kept on the phone; or this browser keeps nothing and the
 * centre could not be reached, so that they are nowhere.
 */
export interface Saved {
  readonly how: 'sent' | 'kept' | 'lost';
  readonly taken: number;
}

/** How what was saved stands. */
export interface Outbox {
  readonly waiting: readonly Waiting[];
  readonly refused: readonly Waiting[];
  /** Why the last sending did not come through, where it was not the network. */
  readonly error: unknown;
  /** Keeps them on the phone, then sends; resolves once they are kept and one sending was tried. */
  readonly save: (more: readonly Waiting[]) => Promise<Saved>;
  readonly send: () => Promise<boolean>;
  readonly drop: (ids: readonly string[]) => Promise<void>;
}

function inMemory(): DraftKeeper<Kept> {
  let kept: Kept | undefined;
  return {
    read: () => Promise.resolve(kept),
    write: (_name, draft) => {
      kept = draft;
      return Promise.resolve();
    },
    remove: () => Promise.resolve(),
  };
}

/** The readings of whoever is signed in that are on their way; sent when the page opens and when the network comes back. */
export function useQueue(): Outbox {
  const { me } = useShell();
  const client = useClient();
  const queries = useQueryClient();
  const owner = me.patientId ?? me.name;
  const queue = useMemo(
    () =>
      createQueue(indexedDrafts<Kept>(`own-data.${owner}`, Infinity), async (work) =>
        navigator.locks.request(`own-data.${owner}`, async () => work()),
      ),
    [owner],
  );
  const [held, setHeld] = useState<readonly Waiting[]>([]);
  const [error, setError] = useState<unknown>();
  const sending = useRef<Promise<boolean>>(undefined);

  const send = useCallback((): Promise<boolean> => {
    sending.current ??= (async () => {
      try {
        const answered = await queue.send(client);
        setError(undefined);
        if (answered.length > 0) await queries.invalidateQueries();
        return true;
      } catch (thrown) {
        setError(thrown instanceof RequestProblem && thrown.trouble === 'offline' ? undefined : thrown);
        return false;
      } finally {
        setHeld(await queue.all().catch(() => []));
        sending.current = undefined;
      }
    })();
    return sending.current;
  }, [queue, client, queries]);

  /** A browser that keeps nothing (full, or a private window): straight to the centre. */
  const sendUnkept = async (more: readonly Waiting[]): Promise<Saved> => {
    const passing = createQueue(inMemory(), (work) => work());
    await passing.add(more);
    try {
      const answered = await passing.send(client);
      setHeld(await passing.all());
      await queries.invalidateQueries();
      return { how: 'sent', taken: answered.filter(({ outcome }) => outcome !== 'refused').length };
    } catch (thrown) {
      setError(thrown);
      return { how: 'lost', taken: 0 };
    }
  };

  useEffect(() => {
    const look = () => void send();
    look();
    addEventListener('online', look);
    return () => removeEventListener('online', look);
  }, [send]);

  return {
    waiting: held.filter(({ refused }) => refused === undefined),
    refused: held.filter(({ refused }) => refused !== undefined),
    error,
    send,
    save: async (more) => {
      try {
        await queue.add(more);
      } catch {
        return sendUnkept(more);
      }
      setHeld(await queue.all());
      // One that is under way began without these.
      await sending.current;
      const isSent = await send();
      const ids = new Set(more.map(({ sample }) => sample.id));
      const left = (await queue.all()).filter(({ sample }) => ids.has(sample.id));
      return { how: isSent ? 'sent' : 'kept', taken: more.length - left.length };
    },
    drop: async (ids) => {
      await queue.drop(ids);
      setHeld(await queue.all());
    },
  };
}
