import { AppError } from '#kernel/errors.ts';

/** SQLSTATE or system code of an error that `pg` threw; undefined where it has none. */
export function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : undefined;
}

/** True for serialization failures (40001) and deadlocks (40P01): the same transaction may succeed when run again. */
export function isWorthRetrying(error: unknown): boolean {
  const code = codeOf(error);
  return code === '40001' || code === '40P01';
}

// 08xxx connection errors, 57P0x shutdown or crash of the server, 53300 no connection left, 25006 a leader that leads no more.
const lostCodes =
  /^(08...|57P0[1-5]|53300|25006|ECONNREFUSED|ECONNRESET|EPIPE|ENOENT|ENOTFOUND|ETIMEDOUT|EAI_AGAIN|EACCES)$/;
const lostMessages =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed|Cannot use a pool after calling end)/;

/** True where the disk, or the share of it that Sen was given, is full. */
export function isDiskFull(error: unknown): boolean {
  return codeOf(error) === 'ENOSPC' || codeOf(error) === 'EDQUOT';
}

/** Turns a full disk into storage.full and a lost connection into service.unavailable; leaves every other error as it is. */
export function asAppError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof AppError) return error;
  const code = codeOf(error);
  if (code === '53100' || isDiskFull(error)) return new AppError('storage.full', { cause: error });
  if ((code !== undefined && lostCodes.test(code)) || lostMessages.test(error.message)) {
    return new AppError('service.unavailable', {
      cause: error,
      detail: `database: ${code ?? 'connection lost'}`,
    });
  }
  return error;
}
