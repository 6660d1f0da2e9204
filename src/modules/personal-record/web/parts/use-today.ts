import { useEffect, useMemo, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { readToday, type Today } from '#modules/home/api.ts';
import { useClient } from '#web/data/client-context.tsx';
import { RequestProblem } from '#web/data/problem.ts';
import { ownDrafts } from '#web/forms/own-drafts.ts';
import { useShell } from '#web/shell/shell-context.tsx';
import { withoutPast } from './kept-today.ts';

/** What lies on this device, sealed, unless others use it too: the last state, and until when its results were looked at. */
interface Kept {
  readonly today?: Today;
  readonly lookedAt?: string;
}

/** The last state is of no use to anybody after so long. */
const keptDays = 30;

/** What matters today. Where the centre cannot be reached the last state of this device, with its time. */
export function useToday(patientId: string) {
  const client = useClient();
  const { me } = useShell();
  const keeper = useMemo(
    () => ownDrafts<Kept>(`home.${me.patientId ?? me.name}`, keptDays),
    [me.patientId, me.name],
  );
  const [lookedAt, setLookedAt] = useState<string>();
  const query = useQuery({
    queryKey: ['home', 'today', patientId],
    // Without a network the last state of this device is the answer.
    networkMode: 'always',
    queryFn: async ({ signal }): Promise<{ today: Today; isKept: boolean }> => {
      try {
        const today = await client.call(readToday, { patientId }, { signal });
        const kept = await keeper.read(patientId).catch(() => undefined);
        // A browser that keeps nothing shows the page all the same.
        await keeper.write(patientId, { ...kept, today }).catch(() => undefined);
        return { today, isKept: false };
      } catch (error) {
        if (!(error instanceof RequestProblem) || error.trouble !== 'offline') {
          // Whose right has ended keeps nothing of her.
          if (error instanceof RequestProblem && (error.trouble === 'refused' || error.trouble === 'missing'))
            await keeper.remove(patientId).catch(() => undefined);
          throw error;
        }
        const kept = await keeper.read(patientId).catch(() => undefined);
        if (kept?.today === undefined) throw error;
        return { today: withoutPast(kept.today, dayInVietnam(new Date())), isKept: true };
      }
    },
  });
  useEffect(() => {
    let isOver = false;
    keeper
      .read(patientId)
      .then((kept) => {
        if (!isOver) setLookedAt(kept?.lookedAt);
      })
      .catch(() => undefined);
    return () => {
      isOver = true;
    };
  }, [keeper, patientId]);
  const look = (until: string) => {
    setLookedAt(until);
    const today = query.data?.today;
    void keeper
      .write(patientId, { lookedAt: until, ...(today !== undefined && { today }) })
      .catch(() => undefined);
  };
  return { query, lookedAt, look };
}
