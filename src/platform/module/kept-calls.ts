import { z } from 'zod';
import { AppError } from '#kernel/errors.ts';
import type { Actor } from '../access/actor.ts';
import { admit, callLine } from '../http/caller.ts';
import { inputIssues } from '../http/input-issues.ts';
import type { Audit } from '../audit/audit-log.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../sql/database.ts';
import type { AnyModule, Policy } from './define-module.ts';

/** A call that a device kept. */
export interface KeptCall {
  /** 'POST /api/immunisation/stock/lots' */
  readonly route: string;
  readonly input: unknown;
}

/** What a call is made with: the modules whose routes there are, and the context of one of them in the open transaction. */
export interface KeptCallParts {
  readonly modules: readonly AnyModule[];
  readonly policies: readonly Policy[];
  readonly audit: Audit;
  readonly contextOf: (module: AnyModule) => Context;
}

/**
 * Makes a call of a module's route as its own door would: right, input, handler, answer, audit, in the transaction that is open. Errors:
 * device.write-unfit for a route that its contract lets no device keep, access.denied, request.invalid, whatever the handler refuses with.
 */
export async function makeKeptCall(
  { modules, policies, audit, contextOf }: KeptCallParts,
  { actor, tx }: { readonly actor: Actor; readonly tx: Transaction | undefined },
  call: KeptCall,
): Promise<void> {
  if (tx === undefined) throw new Error('a kept call is made in a transaction');
  const found = modules
    .flatMap((module) => (module.routes ?? []).map((route) => ({ module, route })))
    .find(({ route }) => route.kept !== undefined && `${route.method} ${route.path}` === call.route);
  if (found === undefined) throw new AppError('device.write-unfit');
  const { module, route } = found;
  await admit(actor, route.allow, policies, audit, call.route);
  try {
    const answer: unknown = await route.handle(contextOf(module), readInput(route.input, call.input));
    route.output.parse(answer);
  } catch (error) {
    await audit.append(callLine(actor, call.route, error));
    throw error;
  }
  await audit.append(callLine(actor, call.route), tx);
}

function readInput(schema: { parse(input: unknown): unknown }, input: unknown): unknown {
  try {
    return schema.parse(input);
  } catch (error) {
    if (!(error instanceof z.core.$ZodError)) throw error;
    throw new AppError('request.invalid', { issues: inputIssues(error, input) });
  }
}
