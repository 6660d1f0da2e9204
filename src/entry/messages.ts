import { AppError } from '#kernel/errors.ts';
import type { Bilingual } from '#kernel/schema.ts';
import { KeysRefused } from '#platform/crypt/keys-refused.ts';
import { RegistryRefused } from '#platform/module/registry.ts';
import { SettingsRefused } from '#platform/settings/read-settings.ts';
import { EmbeddedUnusable } from '#platform/sql/embedded-binaries.ts';
import { FolderInUse } from '#platform/sql/folder-lock.ts';
import { MigrationMismatch } from '#platform/sql/migrate.ts';

/** One line in both languages, Vietnamese first. */
export function say(text: Bilingual): void {
  console.log(`${text.vi} · ${text.en}`);
}

/** Why Sen did not start, for the person at the terminal; undefined for what nobody expected. */
export function startFault(error: unknown): readonly Bilingual[] | undefined {
  if (error instanceof FolderInUse || error instanceof EmbeddedUnusable || error instanceof KeysRefused)
    return [error.text];
  if (error instanceof SettingsRefused) {
    return error.findings.map(({ env, text }) => ({ vi: `${env}: ${text.vi}`, en: `${env}: ${text.en}` }));
  }
  if (error instanceof RegistryRefused || error instanceof MigrationMismatch) {
    return [{ vi: 'Chương trình này không khớp với chính nó hoặc với dữ liệu.', en: error.message }];
  }
  if (error instanceof AppError) return [error.kind.text];
  if ((error as { code?: unknown } | null)?.code === 'EADDRINUSE') {
    return [
      {
        vi: 'Cổng này đã có chương trình khác dùng. Hãy đặt SEN_PORT (hoặc cổng của cửa tiếp nhận) sang số khác.',
        en: 'Another program uses this port. Set SEN_PORT (or the port of the door) to another number.',
      },
    ];
  }
  return undefined;
}

/** Prints the fault; an unexpected one with its stack. */
export function tellFault(error: unknown): void {
  const faults = startFault(error);
  for (const fault of faults ?? []) console.error(`${fault.vi}\n${fault.en}`);
  if (faults === undefined) console.error(error);
}

/** Prints the fault and ends with exit code 1. */
export function refuseStart(error: unknown): never {
  tellFault(error);
  process.exit(1);
}
