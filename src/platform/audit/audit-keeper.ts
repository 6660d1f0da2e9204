import { join } from 'node:path';
import type { Log } from '../context.ts';
import type { Database } from '../sql/database.ts';
import { closeDays } from './close-days.ts';
import { forgetOldDays, type Forgotten } from './forget-old.ts';
import { sealLines } from './seal-lines.ts';
import { openAuditKey, type AuditKey } from './signing-key.ts';

/** Seals the audit log while Sen runs. */
export interface AuditKeeper {
  /** Seals every few seconds from now on. */
  start(): void;
  stop(): Promise<void>;
  /** Seals everything that is committed. Returns how many lines were sealed. */
  seal(): Promise<number>;
  /** Signs the heads of the days that are over, after sealing what they left. */
  close(): Promise<readonly string[]>;
  /** Forgets lines that are older than the law asks for. */
  forget(): Promise<Forgotten>;
  key(): Promise<AuditKey>;
}

/** What the keeper works with. */
export interface KeeperParts {
  readonly database: Database;
  readonly now: () => Date;
  readonly dataDir: string;
  readonly log: Log;
  /** Between two rounds; 10 s unless told. */
  readonly everyMs?: number;
}

/** Where the private key with which heads are signed stands. */
export const auditKeyFile = (dataDir: string): string => join(dataDir, 'keys', 'audit-signing-key.json');

/** Makes the keeper; opens nothing. */
export function createAuditKeeper(parts: KeeperParts): AuditKeeper {
  const { database, now, log } = parts;
  let opened: Promise<AuditKey> | undefined;
  const key = (): Promise<AuditKey> => (opened ??= openAuditKey(auditKeyFile(parts.dataDir)));
  let timer: NodeJS.Timeout | undefined;
  let round: Promise<unknown> = Promise.resolve();
  let running = false;

  const seal = async (): Promise<number> => (await sealLines(database, now(), await key())) ?? 0;
  const work = async (): Promise<void> => {
    try {
      const lines = await seal();
      // The figures alone; whoever keeps the log elsewhere can see a chain that became shorter.
      if (lines > 0) log.debug('audit.sealed', { lines });
    } catch (error) {
      log.warn('audit.seal-failed', { error: (error as Error).name });
    }
    if (running) timer = setTimeout(next, parts.everyMs ?? 10_000).unref();
  };
  const next = (): void => void (round = work());

  return {
    start() {
      running = true;
      timer = setTimeout(next, parts.everyMs ?? 10_000).unref();
    },
    async stop() {
      running = false;
      clearTimeout(timer);
      await round;
    },
    seal,
    async close() {
      await seal();
      return closeDays(database, now(), await key());
    },
    forget: () => forgetOldDays(database, now()),
    key,
  };
}
