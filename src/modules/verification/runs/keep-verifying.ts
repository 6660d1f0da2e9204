import { randomUUID } from 'node:crypto';
import type { Background, BackgroundHost } from '#platform/module/define-module.ts';
import { registers, type RegisterName, type RegisterState } from '../../doors/api.ts';
import { dueAtOnce } from '../results/due.ts';
import { workOffDue } from '../results/work-off-due.ts';
import { takeRun } from './run-row.ts';
import { workRun } from './work-run.ts';

/** How often it is looked whether there is something to do. */
const lookEveryMs = 2000;
/** How long a register that does not answer is left before one question is tried again. */
const firstRestMs = 5000;
const mostRestMs = 300_000;

interface Rest {
  until: number;
  ms: number;
}

/**
 * Asks about who is due and goes on with bulk runs, as long as the server lives. A register that does not answer is tried again after 5 s,
 * then ever later up to 5 minutes; when it answers, everything that waited goes on by itself.
 */
export const keepVerifying: Background = {
  name: 'verification',
  start: (host) => Promise.resolve(startVerifying(host)),
};

/** The loop by itself; tests wait less long. */
export function startVerifying(
  host: Pick<BackgroundHost, 'context'>,
  everyMs: number = lookEveryMs,
  restMs: number = firstRestMs,
): { stop: () => Promise<void> } {
  const holder = randomUUID();
  const rests = new Map<RegisterName, Rest>();
  let stopping = false;
  let timer: NodeJS.Timeout | undefined;
  const clock = (): number => host.context().now().getTime();
  const isResting = (register: RegisterName): boolean => (rests.get(register)?.until ?? 0) > clock();
  const rest = (register: RegisterName): void => {
    const ms = Math.min(mostRestMs, (rests.get(register)?.ms ?? restMs / 2) * 2);
    rests.set(register, { ms, until: clock() + ms });
  };

  const look = async (): Promise<void> => {
    const context = host.context();
    const states = (await context.use(registers).states()).filter(({ isSet }) => isSet);
    for (const state of states) {
      if (stopping || isResting(state.register)) continue;
      await workRegister(state);
    }
  };
  const workRegister = async ({ register, state: before }: RegisterState): Promise<void> => {
    const context = host.context();
    while (!stopping && (await workOffDue(context, register)) > 0);
    const run = stopping ? undefined : await takeRun(context, holder, register);
    if (run !== undefined) await workRun(context, run, holder, () => !stopping);
    const after = (await context.use(registers).states()).find((one) => one.register === register);
    if (after?.state === 'down') rest(register);
    // Also where it was another process that found it down, or this one before it was started anew.
    else if (rests.delete(register) || before === 'down') await dueAtOnce(context, register);
  };

  let working: Promise<void> = Promise.resolve();
  const again = (): void => {
    timer = setTimeout(() => {
      working = look()
        .catch((error: unknown) => {
          host
            .context()
            .log.error('verification.look-failed', { error: error instanceof Error ? error.name : '' });
        })
        .finally(() => {
          if (!stopping) again();
        });
    }, everyMs).unref();
  };
  again();
  return {
    async stop() {
      stopping = true;
      clearTimeout(timer);
      await working;
    },
  };
}
