import { pino, type DestinationStream } from 'pino';
import type { Log } from '../context.ts';

/** Levels of SEN_LOG. */
export type LogLevel = 'silent' | 'error' | 'warn' | 'info' | 'debug';

/**
 * One JSON line per event on the given stream (stdout unless told). Callers give codes, ids and numbers only; what looks like a
 * secret by its name is blanked all the same.
 */
export function createLog(level: LogLevel, to?: DestinationStream): Log {
  const logger = pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: ['password', 'token', 'secret', 'authorization', 'cookie', '*.password', '*.token', '*.secret'],
      formatters: { level: (label) => ({ level: label }) },
    },
    to ?? pino.destination({ fd: 1, sync: true }),
  );
  return {
    debug: (message, fields) => logger.debug(fields ?? {}, message),
    info: (message, fields) => logger.info(fields ?? {}, message),
    warn: (message, fields) => logger.warn(fields ?? {}, message),
    error: (message, fields) => logger.error(fields ?? {}, message),
  };
}

/** A log that says nothing; for tests and commands. */
export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
