import { AppError, type ErrorCode, type ErrorIssue } from '#kernel/errors.ts';
import type { Bilingual } from '#kernel/schema.ts';

/** An error of one entry: every finding is named by where it stands in the bundle. */
export function refuse(
  code: ErrorCode,
  where: string,
  issues: readonly ErrorIssue[],
  detail?: string,
): AppError {
  return new AppError(code, {
    issues: issues.map((issue) => ({ ...issue, path: pathIn(where, issue.path) })),
    ...(detail !== undefined && { detail }),
  });
}

/** The same with a single sentence. */
export function refuseAt(code: ErrorCode, where: string, path: string, text: Bilingual): AppError {
  return refuse(code, where, [{ path, text }]);
}

/** Says in which entry an error arose that does not know it. */
export function inEntry(error: unknown, where: string): unknown {
  if (!(error instanceof AppError) || where === '') return error;
  if (error.issues.some((issue) => issue.path?.startsWith('Bundle.entry') === true)) return error;
  const issues = error.issues.length > 0 ? error.issues : [{ text: error.kind.text }];
  return new AppError(error.code, {
    issues: issues.map((issue) => ({ ...issue, path: pathIn(where, issue.path) })),
    ...(error.detail !== undefined && { detail: error.detail }),
    cause: error,
  });
}

function pathIn(where: string, path: string | undefined): string {
  if (where === '') return path ?? '';
  return path === undefined || path === '' ? where : `${where}.resource.${path.replace(/^[A-Z]\w*\./, '')}`;
}
