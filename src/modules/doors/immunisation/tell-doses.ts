import { randomUUID } from 'node:crypto';
import type { Context } from '#platform/context.ts';
import type { DosesTold } from '../api.ts';
import { askPatiently } from '../registers/ask-patiently.ts';
import { readLine } from '../registers/line-settings.ts';
import { noteDown, noteUp, reportAnswer } from '../registers/line-state.ts';
import { CallFailed } from '../registers/mutual-call.ts';
import { openLine } from '../registers/open-line.ts';
import { dosesPath, mostDoses, sentAnswer, type SentDose, type SentResult } from './protocol.ts';

/**
 * Tells the national system of doses. Never throws for what the other side does. A message that was lost half-way may be sent again: a dose
 * is named by its `ref`.
 */
export async function tellDoses(ctx: Context, doses: readonly SentDose[]): Promise<DosesTold> {
  if (doses.length > mostDoses) throw new Error(`more than ${mostDoses} doses in one message`);
  if (doses.length === 0) return { reached: true, results: [] };
  const line = await readLine(ctx, 'immunisation');
  if (line === undefined) return { reached: false, fault: 'not-set' };
  const { caller, breaker } = openLine(line, ctx.now);
  try {
    const results = await askPatiently(async () => {
      const requestId = randomUUID();
      return readResults(doses, requestId, await caller.post(dosesPath, { requestId, doses }));
    }, breaker);
    await noteUp(ctx, 'immunisation');
    return { reached: true, results };
  } catch (error) {
    if (!(error instanceof CallFailed)) throw error;
    await noteDown(ctx, 'immunisation', error.fault);
    if (error.fault === 'another-request') await reportAnswer(ctx, 'immunisation', error.fault, doses.length);
    return { reached: false, fault: error.fault };
  }
}

/**
 * The answer for each dose that was sent. What it says of other doses is left aside; a dose about which it says nothing, or two different
 * things, has no result and is sent again.
 * @throws CallFailed where the answer is to another message or cannot be read
 */
export function readResults(doses: readonly SentDose[], requestId: string, body: unknown): SentResult[] {
  const read = sentAnswer.safeParse(body);
  if (!read.success) throw new CallFailed('unreadable');
  if (read.data.requestId !== requestId) throw new CallFailed('another-request');
  const byRef = Map.groupBy(read.data.results, ({ ref }) => ref);
  return doses.flatMap(({ ref }) => {
    const [first, ...more] = byRef.get(ref) ?? [];
    if (first === undefined) return [];
    return more.every((other) => JSON.stringify(other) === JSON.stringify(first)) ? [first] : [];
  });
}
