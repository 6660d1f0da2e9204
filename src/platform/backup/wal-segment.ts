import { randomUUID } from 'node:crypto';
import { appendFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from './backup-folder.ts';
import { packFile, syncFile } from './copy-file.ts';

/** Copies one finished segment into the archive of a chain, durable before its line is. Doing it twice does no harm. */
export async function archiveSegment(
  walFolder: string,
  chain: string,
  name: string,
  secret: Buffer,
): Promise<void> {
  const archive = await makeFolder(join(chain, 'wal'));
  const draft = join(archive, `${name}.${randomUUID()}.part`);
  const { sha256 } = await packFile(join(walFolder, name), draft, secret);
  await rename(draft, join(archive, `${name}.zst`));
  await syncFile(archive);
  const manifest = join(archive, 'manifest.ndjson');
  // Begins with a line break: the line before may have been cut off by a power failure.
  await appendFile(manifest, `\n${JSON.stringify({ name, sha256, at: new Date().toISOString() })}`, {
    mode: 0o600,
    flush: true,
  });
}
