import { randomUUID } from 'node:crypto';
import { chmod, chown, cp, mkdir, mkdtemp, open, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBinaries, isReachableByOthers, type EmbeddedBinaries } from './embedded-binaries.ts';
import { findUnprivilegedUser, type UserIds } from './unprivileged-user.ts';

/** Programs, folders and user of one embedded cluster, and how its processes reach them. */
export interface EmbeddedPlace {
  readonly binaries: EmbeddedBinaries;
  readonly user: UserIds | undefined;
  /** The folder as we see it: cluster/, password, postgres.log, connection.json. */
  readonly folder: string;
  /** The same folder as the PostgreSQL process sees it. */
  readonly seenFolder: string;
  /** Handles that the process inherits from number 3 on. */
  openHandles(): Promise<{ readonly fds: readonly number[]; close(): Promise<void> }>;
}

/**
 * Prepares the folder of an embedded cluster and settles who runs it. As root the folder is given to an unprivileged user;
 * where that user may not go through the folders above (a clone in /root), the process gets the folder as an open handle and
 * reaches it as /proc/self/fd/3, and runs from a copy of the programs in /var/lib.
 */
export async function preparePlace(folder: string): Promise<EmbeddedPlace> {
  const user = await findUnprivilegedUser();
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o700);
  const binaries = await findBinaries();
  if (user === undefined) return { binaries, user, folder, seenFolder: folder, openHandles: noHandles };
  if ((await stat(folder)).uid !== user.uid) await chown(folder, user.uid, user.gid);
  const reachable = await isReachableByOthers(join(folder, '..'));
  return {
    binaries: (await isReachableByOthers(binaries.native)) ? binaries : await copyBinaries(binaries),
    user,
    folder,
    seenFolder: reachable ? folder : '/proc/self/fd/3',
    openHandles: reachable ? noHandles : () => openFolder(folder),
  };
}

/** Makes a folder that belongs to the cluster's user. */
export async function makeOwnFolder(path: string, user: UserIds | undefined): Promise<string> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  if (user !== undefined) await chown(path, user.uid, user.gid);
  return path;
}

/** Folder for the socket: inside the cluster's folder unless that path is longer than a socket address may be (107 bytes). */
export async function makeSocketFolder(place: EmbeddedPlace): Promise<{ real: string; seen: string }> {
  const inside = join(place.folder, 'run');
  if (Buffer.byteLength(inside) <= 85) {
    await makeOwnFolder(inside, place.user);
    return { real: inside, seen: join(place.seenFolder, 'run') };
  }
  const outside = await mkdtemp(join(tmpdir(), 'sen-'));
  await makeOwnFolder(outside, place.user);
  return { real: outside, seen: outside };
}

async function noHandles(): Promise<{ fds: number[]; close(): Promise<void> }> {
  return { fds: [], close: async () => undefined };
}

async function openFolder(folder: string): Promise<{ fds: number[]; close(): Promise<void> }> {
  const handle = await open(folder, 'r');
  return { fds: [handle.fd], close: () => handle.close() };
}

async function copyBinaries(binaries: EmbeddedBinaries): Promise<EmbeddedBinaries> {
  const native = join('/var/lib/sen-postgres', binaries.version);
  const copy = {
    ...binaries,
    native,
    postgres: join(native, 'bin/postgres'),
    initdb: join(native, 'bin/initdb'),
  };
  if (await stat(copy.postgres).catch(() => undefined)) return copy;
  const draft = `${native}.${randomUUID()}`;
  await mkdir(draft, { recursive: true, mode: 0o755 });
  await chmod(join(native, '..'), 0o755);
  await cp(binaries.native, draft, { recursive: true, verbatimSymlinks: true });
  await chmod(draft, 0o755);
  await rename(draft, native).catch(async (error: NodeJS.ErrnoException) => {
    // Another first start was faster; its copy is the same.
    await rm(draft, { recursive: true, force: true });
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
  });
  return copy;
}
