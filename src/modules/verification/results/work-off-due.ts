import type { Context } from '#platform/context.ts';
import type { RegisterName } from '../../doors/api.ts';
import { endDue, putOff, takeDue } from './due.ts';
import { readPatients } from './read-patients.ts';
import { storeUnreached, storeVerdicts } from './store-verdicts.ts';
import { askAbout } from './verdict-of.ts';

const atOnce = 200;

/**
 * Asks about people who are due. What comes of one batch is committed with its leaving the list, so that a process that dies asks again
 * and writes nothing twice. Returns how many were taken in hand; 0 also where the register does not answer.
 */
export async function workOffDue(ctx: Context, register: RegisterName): Promise<number> {
  const takenAt = ctx.now();
  const due = await takeDue(ctx, register, atOnce);
  if (due.length === 0) return 0;
  const ids = due.map(({ patient_id: id }) => id);
  const asked = await askAbout(ctx, register, await readPatients(ctx, ids));
  if (!asked.reached) {
    await ctx.transaction(async (tx) => {
      await storeUnreached(tx, register, ids, asked.fault);
      await putOff(tx, register, ids);
    });
    return 0;
  }
  const refused = asked.judged.flatMap(({ patient, verdict }) => (verdict === undefined ? [patient.id] : []));
  const done = ids.filter((id) => !refused.includes(id));
  await ctx.transaction(async (tx) => {
    await storeVerdicts(tx, register, asked.judged);
    await endDue(tx, register, done, takenAt);
    await storeUnreached(tx, register, refused, 'another-person');
    await putOff(tx, register, refused);
  });
  return due.length;
}
