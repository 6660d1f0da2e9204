import { AppError } from '#kernel/errors.ts';
import type { Desk } from './desk.ts';
import type { Intent, Outcome } from './write/intent.ts';
import { writeAll } from './write/write-all.ts';

/** Writes intents in one transaction; a refusal by access rules is audited outside of it, since the transaction is undone. */
export async function writeAudited(desk: Desk, intents: readonly Intent[]): Promise<Outcome[]> {
  const reach = await desk.reach();
  return auditedRefusal(desk, intents, () =>
    desk.transaction((tx) => writeAll(desk.host, tx, reach, intents)),
  );
}

/** That a number is somebody's already tells that she is known here: who tries numbers is seen. */
const isTold = (code: string): boolean =>
  code.startsWith('access.') || code === 'record.duplicate-identifier';

/** Does the work; where access rules or a person's number refuse it, that is in the audit although everything else is undone. */
export async function auditedRefusal<T>(
  desk: Desk,
  intents: readonly Intent[],
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AppError && isTold(error.code)) {
      const [first] = intents;
      await desk.audit({
        action: 'refused',
        ...(first !== undefined && { resourceType: first.resourceType }),
        ...(first?.id !== undefined && { resourceId: first.id }),
        outcome: 'refused',
        count: intents.length,
      });
    }
    throw error;
  }
}
