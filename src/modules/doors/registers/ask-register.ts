import { randomUUID } from 'node:crypto';
import type { Context } from '#platform/context.ts';
import { askPatiently } from './ask-patiently.ts';
import { readLine } from './line-settings.ts';
import { noteDown, noteUp, reportAnswer } from './line-state.ts';
import { CallFailed } from './mutual-call.ts';
import { openLine } from './open-line.ts';
import { readAnswers } from './read-answers.ts';
import { mostAsked, type AskedPerson, type RegisterName, type Told } from './register.ts';

/** What is particular to one register. */
export interface Dialect<Person> {
  readonly register: RegisterName;
  /** Where one person and many are asked about. */
  readonly paths: { readonly one: string; readonly many: string };
  readonly person: { readonly safeParse: (value: unknown) => { success: boolean; data?: Person } };
}

/**
 * Asks a register about up to `mostAsked` people. Never throws for what the other side does: an outage is an answer too. To be called
 * outside a transaction, since it may take as long as all tries together.
 */
export async function askRegister<Person extends { readonly number: string }>(
  ctx: Context,
  dialect: Dialect<Person>,
  asked: readonly AskedPerson[],
): Promise<Told<Person>> {
  const { register } = dialect;
  if (asked.length > mostAsked) throw new Error(`more than ${mostAsked} people in one question`);
  if (asked.length === 0) return { reached: true, answers: [] };
  const line = await readLine(ctx, register);
  if (line === undefined) return { reached: false, fault: 'not-set' };
  const { caller, breaker } = openLine(line, ctx.now);
  try {
    const answers = await askPatiently(async () => {
      const requestId = randomUUID();
      const isOne = asked.length === 1;
      const body = await caller.post(isOne ? dialect.paths.one : dialect.paths.many, {
        requestId,
        people: asked,
      });
      return readAnswers(asked, requestId, body, dialect.person);
    }, breaker);
    await noteUp(ctx, register);
    const refused = answers.flatMap((answer) => (answer.outcome === 'refused' ? [answer.because] : []));
    for (const [kind, list] of Map.groupBy(refused, (because) => because))
      await reportAnswer(ctx, register, kind, list.length);
    return { reached: true, answers };
  } catch (error) {
    if (!(error instanceof CallFailed)) throw error;
    await noteDown(ctx, register, error.fault);
    if (error.fault === 'another-request') await reportAnswer(ctx, register, error.fault, asked.length);
    return { reached: false, fault: error.fault };
  }
}
