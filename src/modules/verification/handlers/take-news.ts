import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { Context } from '#platform/context.ts';
import { onEvent } from '#platform/module/define-module.ts';
import { registers, registerTold, type RegisterName } from '../../doors/api.ts';
import { noteDue } from '../results/due.ts';

const most = 50;

/**
 * News of a register say whom to look at, nothing more: who holds the number is asked about anew, and what the register answers then counts.
 * So news that come twice, late or in another order change nothing, and nobody dies by a message.
 */
export const takeNews = onEvent(
  registerTold,
  'verification.take-news',
  async (ctx, { register, updateId }) => {
    const desk = ctx.use(registers);
    const news = await desk.readUpdate(updateId);
    if (news === undefined) return;
    const holders = await findHolders(ctx, register, news.number);
    await noteDue(ctx.sql, register, holders, 'told', ctx.now());
    await desk.forgetUpdate(updateId);
  },
);

async function findHolders(ctx: Context, register: RegisterName, number: string): Promise<string[]> {
  const system =
    register === 'population' ? identifierSystem.personalNumber : identifierSystem.socialInsurance;
  const token = encodeURIComponent(`${system}|${number}`);
  const page = await ctx.record.search('Patient', `identifier=${token}&_count=${most}`);
  return page.matches.map(({ id }) => id);
}
