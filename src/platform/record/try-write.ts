import { AppError, type ErrorIssue } from '#kernel/errors.ts';
import type { Desk } from './desk.ts';
import type { Intent } from './write/intent.ts';
import { writeAll } from './write/write-all.ts';
import { auditedRefusal } from './write-record.ts';

/** Thrown to undo what was only tried. */
class OnlyTried extends Error {}

/**
 * What would stop a write: it is done, with all its checks (rights, references, single identifiers, versions, the person it belongs
 * to), and undone. Nothing of it is kept, no event is sent. Errors: access.login-required and access.denied, audited; all other
 * refusals are the findings.
 */
export async function tryWrite(desk: Desk, intent: Intent): Promise<ErrorIssue[]> {
  const reach = await desk.reach();
  try {
    await auditedRefusal(desk, [intent], () =>
      desk.transaction(async (tx) => {
        await writeAll(desk.host, tx, reach, [intent]);
        throw new OnlyTried();
      }),
    );
  } catch (error) {
    if (error instanceof OnlyTried) return [];
    if (!(error instanceof AppError) || error.code.startsWith('access.') || error.kind.status >= 500)
      throw error;
    if (error.issues.length === 0)
      return [{ issue: error.kind.issue, severity: 'error', text: error.kind.text }];
    return error.issues.map((issue) => ({ issue: error.kind.issue, severity: 'error', ...issue }));
  }
  return [];
}
