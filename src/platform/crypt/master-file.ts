import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { KeysRefused } from './keys-refused.ts';
import { localMaster, readSecret } from './local-master.ts';
import type { MasterKey } from './master-key.ts';

/**
 * The master key in a file of its own: 32 bytes as base64, to be read by its owner alone.
 * @param mayMake true where nothing was ever closed, so that a missing file is the first start and not a loss
 * Errors: KeysRefused
 */
export async function fileMaster(path: string, mayMake: boolean): Promise<MasterKey> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw unreadable(path, error);
  });
  if (text === undefined) {
    if (!mayMake) throw lost(path);
    await makeSecret(path);
    return fileMaster(path, false);
  }
  const { mode } = await stat(path);
  if ((mode & 0o007) !== 0) throw tooOpen(path);
  const secret = readSecret(text);
  if (secret === undefined) throw noSecret(path);
  return localMaster(secret);
}

/** Makes a key that is there whole or not at all; of two processes at once the first one's stays. */
async function makeSecret(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomUUID()}.part`;
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(`${randomBytes(32).toString('base64')}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await link(draft, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw unreadable(path, error);
  });
  await rm(draft);
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function lost(path: string): KeysRefused {
  return new KeysRefused({
    vi: `Không thấy khoá chủ ${path}, mà dữ liệu đã được khoá bằng nó. Hãy đặt lại tệp đã cất riêng; không có nó thì không ai đọc được hồ sơ.`,
    en: `The master key ${path} is missing, and the data were closed with it. Put the file back that was kept elsewhere; without it nobody can read the record.`,
  });
}

function tooOpen(path: string): KeysRefused {
  return new KeysRefused({
    vi: `Ai trên máy này cũng đọc được khoá chủ ${path}. Hãy chạy: chmod 600 ${path}`,
    en: `Everybody on this machine may read the master key ${path}. Run: chmod 600 ${path}`,
  });
}

function noSecret(path: string): KeysRefused {
  return new KeysRefused({
    vi: `Tệp ${path} không phải khoá chủ: cần 32 byte viết bằng base64 (openssl rand -base64 32).`,
    en: `The file ${path} is no master key: it needs 32 bytes as base64 (openssl rand -base64 32).`,
  });
}

function unreadable(path: string, cause: NodeJS.ErrnoException): KeysRefused {
  return new KeysRefused(
    {
      vi: `Không đọc được khoá chủ ${path} (${cause.code ?? cause.name}).`,
      en: `The master key ${path} cannot be read (${cause.code ?? cause.name}).`,
    },
    cause,
  );
}
