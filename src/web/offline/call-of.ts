import type { Endpoint } from '#kernel/contract.ts';
import type { SavedCall } from '#kernel/offline/saved-write.ts';
import { RequestProblem } from '#web/data/problem.ts';

/** A call as it is kept. Errors: RequestProblem request.invalid where no centre would take it; an endpoint that nobody may keep is a mistake of the page. */
export function callOf<I extends object>(
  { method, path, kept, input: schema }: Endpoint<I, unknown>,
  input: I,
  ties: Pick<SavedCall, 'makes' | 'needs'> = {},
): SavedCall {
  const route = `${method} ${path}`;
  if (kept === undefined) throw new Error(`${route} is no call that a device may keep`);
  try {
    schema.parse(input);
  } catch {
    throw new RequestProblem('wrong', { code: 'request.invalid' });
  }
  return { route, input: input as SavedCall['input'], title: kept, ...ties };
}
