import { randomUUID } from 'node:crypto';
import type { Context } from '#platform/context.ts';
import { askPatiently } from './ask-patiently.ts';
import { createBreaker, type Breaker } from './breaker.ts';
import { readLine, type KeptLine } from './line-settings.ts';
import { noteDown, noteUp, reportAnswer } from './line-state.ts';
import { CallFailed, openMutualCaller, type MutualCaller } from './mutual-call.ts';
import { readAnswers } from './read-answers.ts';
import { mostAsked, type AskedPerson, type RegisterName, type Told } from './register.ts';

/** What is particular to one register. */
export interface Dialect<Person> {
  readonly register: RegisterName;
  /** Where one person and many are asked about. */
  readonly paths: { readonly one: string; readonly many: string };
  readonly person: { readonly safeParse: (value: unknown) => { success: boolean; data?: Person } };
}

interface OpenLine {
  readonly caller: MutualCaller;
  readonly breaker: Breaker;
}

/**
 * Connections belong to the process and not to a request: kept under the id of the settings that they were opened with, so that servers in
 * one process (tests) and settings of before never share one.
 */
const open = new Map<string, OpenLine>();
const mostOpen = 16;

function lineOf(line: KeptLine): OpenLine {
  const known = open.get(line.id);
  if (known !== undefined) return known;
  const made = { caller: openMutualCaller(line.url, line), breaker: createBreaker() };
  open.set(line.id, made);
  // Those of settings that were replaced: the one opened longest ago goes.
  const [oldest] = open.keys();
  if (open.size > mostOpen && oldest !== undefined) {
    open.get(oldest)?.caller.close();
    open.delete(oldest);
  }
  return made;
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
  const { caller, breaker } = lineOf(line);
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
