import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { EmbeddedUnusable } from './embedded-binaries.ts';

/** Numbers of a user and its group. */
export interface UserIds {
  readonly uid: number;
  readonly gid: number;
}

const ownName = 'sen-postgres';

/**
 * The user that the embedded PostgreSQL runs as when Sen itself runs as root, which PostgreSQL refuses. Makes the system
 * user 'sen-postgres' once; where users cannot be made, the system's 'postgres' or 'nobody' serves. Undefined when not root.
 */
export async function findUnprivilegedUser(): Promise<UserIds | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const existing = await lookUp(ownName);
  if (existing !== undefined) return existing;
  const arguments_ = [
    '--system',
    '--no-create-home',
    '--home-dir',
    '/nonexistent',
    '--shell',
    '/usr/sbin/nologin',
  ];
  // Two first starts at once: one of them finds the user made already, which is as good.
  await promisify(execFile)('useradd', [...arguments_, '--user-group', ownName]).catch(() => undefined);
  const user = (await lookUp(ownName)) ?? (await lookUp('postgres')) ?? (await lookUp('nobody'));
  if (user !== undefined) return user;
  throw new EmbeddedUnusable({
    vi: 'PostgreSQL không chạy dưới quyền root và máy này không có người dùng nào khác. Hãy chạy Sen bằng một người dùng thường.',
    en: 'PostgreSQL does not run as root, and this machine has no other user. Run Sen as an ordinary user.',
  });
}

async function lookUp(name: string): Promise<UserIds | undefined> {
  const text = await readFile('/etc/passwd', 'utf8').catch(() => '');
  const line = text.split('\n').find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid === undefined || gid === undefined || uid === '0'
    ? undefined
    : { uid: Number(uid), gid: Number(gid) };
}
