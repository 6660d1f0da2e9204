import { z } from 'zod';
import { AppError } from '#kernel/errors.ts';
import type { Actor } from '../access/actor.ts';
import { admit, callLine } from '../http/caller.ts';
import { inputIssues } from '../http/input-issues.ts';
import type { Transaction } from '../sql/database.ts';
import type { ContextFactory, Engines } from './context-factory.ts';
import type { Policy } from './define-module.ts';

/** A call that a device kept. */
export interface KeptCall {
  /** 'POST /api/immunisation/stock/lots' */
  readonly route: string;
  readonly input: unknown;
}

/**
 * Makes a call of a module's route as its own door would: right, input, handler, answer, audit, in the transaction that is open. Errors:
 * device.write-unfit for a route that its contract lets no device keep, access.denied, request.invalid, whatever the handler refuses with.
 */
export async function makeKeptCall(
  { engines, make, policies }: { engines: Engines; make: ContextFactory; policies: readonly Policy[] },
  { actor, tx }: { readonly actor: Actor; readonly tx: Transaction | undefined },
  call: KeptCall,
): Promise<void> {
  if (tx === undefined) throw new Error('a kept call is made in a transaction');
  const found = engines.registry.modules
    .flatMap((module) => (module.routes ?? []).map((route) => ({ module, route })))
    .find(({ route }) => route.kept !== undefined && `${route.method} ${route.path}` === call.route);
  if (found === undefined) throw new AppError('device.write-unfit');
  const { module, route } = found;
  await admit(actor, route.allow, policies, engines.audit, call.route);
  try {
    const answer: unknown = await route.handle(make({ actor, module, tx }), readInput(route.input, call.input));
    route.output.parse(answer);
  } catch (error) {
    await engines.audit.append(callLine(actor, call.route, error));
    throw error;
  }
  await engines.audit.append(callLine(actor, call.route), tx);
}

function readInput(schema: { parse(input: unknown): unknown }, input: unknown): unknown {
  try {
    return schema.parse(input);
  } catch (error) {
    if (!(error instanceof z.core.$ZodError)) throw error;
    throw new AppError('request.invalid', { issues: inputIssues(error, input) });
  }
}
