import type { Patient } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import type { Registration } from '../api.ts';
import { newcomerOf, registerAll, registerPerson, type Newcomer, type RegisterOptions } from './register.ts';

/** Who waits at most; who comes after is told to come again, so that a crowd costs neither memory nor patience without end. */
const mostWaiting = 2000;
/** People of one transaction: beyond, what is saved on each is little, and what a refusal undoes is much. */
const mostTogether = 24;
/** While one group waits for the disk the next is worked out. */
const mostGroups = 2;

interface Waiting extends Newcomer {
  readonly names: readonly string[];
  readonly resolve: (registration: Registration) => void;
  readonly reject: (error: unknown) => void;
}

interface Line {
  waiting: Waiting[];
  groups: number;
  /** Locks of the groups under way: who needs one of them would only stand still in the database. */
  readonly held: Set<string>;
}

/** One line for each installation; a process has one, but for tests. */
const lines = new WeakMap<object, Line>();

/**
 * Registers somebody together with others who come at this moment: one transaction for all of them, made durable once. Who is alone waits for
 * nobody. Two who may be one person are never in one group, so the second finds the first as if they had come one after the other. To be called
 * outside of a transaction. Errors: those of `registerPerson`; service.busy where too many wait, then nothing was done.
 */
export async function registerTogether(
  ctx: Context,
  draft: Patient,
  options: RegisterOptions = {},
): Promise<Registration> {
  let line = lines.get(ctx.seal);
  if (line === undefined) lines.set(ctx.seal, (line = { waiting: [], groups: 0, held: new Set() }));
  if (line.waiting.length >= mostWaiting) throw new AppError('service.busy');
  const newcomer = await newcomerOf(ctx, draft, options);
  return new Promise((resolve, reject) => {
    const names = newcomer.locks.map(([kind, key]) => `${kind} ${key}`);
    line.waiting.push({ ...newcomer, names, resolve, reject });
    // Not before the others who came in this turn stand in the line.
    setImmediate(() => void workOff(line));
  });
}

async function workOff(line: Line): Promise<void> {
  while (line.groups < mostGroups) {
    const group = takeGroup(line);
    if (group.length === 0) return;
    line.groups += 1;
    try {
      await registerGroup(group);
    } finally {
      line.groups -= 1;
      for (const { names } of group) for (const name of names) line.held.delete(name);
    }
  }
}

/** The first of the line who have nothing in common, with each other or with those under way. */
function takeGroup(line: Line): Waiting[] {
  const group: Waiting[] = [];
  const left: Waiting[] = [];
  for (const one of line.waiting) {
    if (group.length === mostTogether || one.names.some((name) => line.held.has(name))) left.push(one);
    else {
      for (const name of one.names) line.held.add(name);
      group.push(one);
    }
  }
  line.waiting = left;
  return group;
}

async function registerGroup(group: readonly Waiting[]): Promise<void> {
  const [first, ...others] = group;
  let registrations: readonly (Registration | AppError)[];
  try {
    registrations = await first!.ctx.transaction((tx) => registerAll(tx, group));
  } catch (error) {
    if (others.length === 0) return first!.reject(error);
    // What is wrong with one must not harm the others, and whoever is refused is to be told why.
    for (const { ctx, draft, options, resolve, reject } of group)
      await registerPerson(ctx, draft, options).then(resolve, reject);
    return;
  }
  group.forEach(({ resolve, reject }, at) => {
    const registration = registrations[at]!;
    if (registration instanceof AppError) reject(registration);
    else resolve(registration);
  });
}
