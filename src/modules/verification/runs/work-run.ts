import type { Context } from '#platform/context.ts';
import { putOff } from '../results/due.ts';
import { livesOn } from '../results/read-patients.ts';
import { storeUnreached, storeVerdicts } from '../results/store-verdicts.ts';
import { askAbout, type Asked, type StoredPatient } from '../results/verdict-of.ts';
import { letWait, moveRun, type RunRow } from './run-row.ts';

/** People of one step; what a kill in the middle costs. */
export const peopleOfStep = 400;

interface Page {
  readonly patients: readonly StoredPatient[];
  readonly lookedAt: number;
  readonly next: string | undefined;
  readonly asked: Asked;
}

/** Undoes the transaction of a step that came too late. */
class Overtaken extends Error {
  override readonly name = 'Overtaken';
}

/**
 * Goes on with a bulk run until it is done, stopped, taken over, or the other side does not answer. Each step keeps what it found and moves
 * the run's place in one transaction; while one is written the next is read and asked about.
 */
export async function workRun(
  ctx: Context,
  run: RunRow,
  holder: string,
  goOn: () => boolean,
): Promise<'done' | 'waiting' | 'left'> {
  let cursor = run.cursor;
  let coming = nextPage(ctx, run, cursor);
  for (;;) {
    const began = performance.now();
    const page = await coming;
    const { asked } = page;
    if (!asked.reached) {
      await letWait(ctx, run.id, asked.fault);
      return 'waiting';
    }
    const isLast = page.next === undefined;
    if (!isLast) {
      coming = nextPage(ctx, run, page.next);
      // Awaited in the next round; a failure before that must not end the process.
      coming.catch(() => undefined);
    }
    const from = cursor;
    const moved = await keep(ctx, run, holder, { ...page, asked }, from, began);
    if (!moved) return 'left';
    if (isLast) return 'done';
    cursor = page.next ?? null;
    if (!goOn()) return 'left';
  }
}

async function keep(
  ctx: Context,
  run: RunRow,
  holder: string,
  page: Page & { readonly asked: Extract<Asked, { reached: true }> },
  from: string | null,
  began: number,
): Promise<boolean> {
  const { judged } = page.asked;
  const refused = judged.flatMap(({ patient, verdict }) => (verdict === undefined ? [patient.id] : []));
  try {
    await ctx.transaction(async (tx) => {
      const counts = await storeVerdicts(tx, run.register, judged, { quiet: true });
      await storeUnreached(tx, run.register, refused, 'another-person');
      await putOff(tx, run.register, refused);
      const moved = await moveRun(tx, run.id, holder, {
        from,
        to: page.next,
        lookedAt: page.lookedAt,
        asked: judged.length,
        counts: refused.length === 0 ? counts : { ...counts, unreachable: refused.length },
        ms: performance.now() - began,
      });
      if (!moved) throw new Overtaken();
    });
    return true;
  } catch (error) {
    if (error instanceof Overtaken) return false;
    throw error;
  }
}

async function nextPage(ctx: Context, run: RunRow, cursor: string | null | undefined): Promise<Page> {
  const query = new URLSearchParams({ _count: String(peopleOfStep), _sort: '_id' });
  if (cursor !== null && cursor !== undefined) query.set('_cursor', cursor);
  const page = await ctx.record.search('Patient', query.toString());
  const patients = page.matches.map(({ text }) => JSON.parse(text) as StoredPatient).filter(livesOn);
  const asked = await askAbout(ctx, run.register, patients);
  return { patients, lookedAt: page.matches.length, next: page.next, asked };
}
