import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bilingual } from '#kernel/schema.ts';
import { segmentAfter } from './segments.ts';

/**
 * A backup folder:
 *   files/ab/abcd…                    the stored files, under their SHA-256 as in the data folder
 *   chain-<cluster>-<timeline>/       one unbroken life of a database; a restored one begins a chain of its own
 *     base/<time>/manifest.json       a whole copy of the cluster; its files beside it, each compressed
 *     wal/<segment>.zst               the log of changes since, and wal/manifest.ndjson with their sums
 *     covered.json                    up to when the log is complete here
 */

/** One file of a copy. `sha256` and `size` are those of the file itself, before compression. */
export interface CopiedFile {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

/** What a whole copy consists of. */
export interface BaseManifest {
  readonly format: 1;
  readonly postgres: string;
  readonly startedAt: string;
  /** From this moment on a restore can begin with this copy. */
  readonly finishedAt: string;
  readonly firstSegment: string;
  readonly lastSegment: string;
  readonly files: readonly CopiedFile[];
}

/** A copy and where it stands. */
export interface Base {
  readonly chain: string;
  readonly folder: string;
  readonly manifest: BaseManifest;
}

/** A segment in the archive. */
export interface ArchivedSegment {
  readonly name: string;
  readonly sha256: string;
  /** When it was archived: every change in it is older. */
  readonly at: string;
}

/** Something is missing, broken or in the way; the sentence says what and what to do. */
export class BackupRefused extends Error {
  override readonly name = 'BackupRefused';
  readonly text: Bilingual;
  constructor(text: Bilingual, cause?: unknown) {
    super(text.en, { cause });
    this.text = text;
  }
}

/** Folder of one chain. */
export function chainFolder(folder: string, systemId: string, timeline: number): string {
  return join(folder, `chain-${systemId}-${timeline}`);
}

/** Every whole copy of every chain, oldest first. What was left half made is not among them. */
export async function listBases(folder: string): Promise<Base[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const bases: Base[] = [];
  for (const name of names.filter((one) => one.startsWith('chain-'))) {
    const chain = join(folder, name);
    for (const stamp of await readdir(join(chain, 'base')).catch(() => [])) {
      if (stamp.endsWith('.part')) continue;
      const at = join(chain, 'base', stamp);
      const manifest = JSON.parse(await readFile(join(at, 'manifest.json'), 'utf8')) as BaseManifest;
      bases.push({ chain, folder: at, manifest });
    }
  }
  return bases.sort((one, two) => (one.manifest.finishedAt < two.manifest.finishedAt ? -1 : 1));
}

/** The archived segments of a chain by name. A line that was cut off in the middle is no segment. */
export async function listSegments(chain: string): Promise<Map<string, ArchivedSegment>> {
  const text = await readFile(join(chain, 'wal', 'manifest.ndjson'), 'utf8').catch(() => '');
  const segments = new Map<string, ArchivedSegment>();
  for (const line of text.split('\n')) {
    try {
      const segment = JSON.parse(line) as ArchivedSegment;
      segments.set(segment.name, segment);
    } catch {
      // The last line of an archive whose machine lost power; that segment is archived again.
    }
  }
  return segments;
}

/** The segments from one on without a gap, in order. */
export function withoutGap(segments: ReadonlyMap<string, ArchivedSegment>, first: string): ArchivedSegment[] {
  const found: ArchivedSegment[] = [];
  for (let name = first; ; name = segmentAfter(name)) {
    const segment = segments.get(name);
    if (segment === undefined) return found;
    found.push(segment);
  }
}

/** Up to when the log of a chain is complete; undefined where nobody archives it continuously. */
export async function readCovered(chain: string): Promise<Date | undefined> {
  const text = await readFile(join(chain, 'covered.json'), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : new Date((JSON.parse(text) as { until: string }).until);
}

/** Writes a small file so that it is there whole or not at all. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}.part`;
  const handle = await open(draft, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, path);
}

/** Makes a folder that only we may read. */
export async function makeFolder(path: string): Promise<string> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  return path;
}

/** Removes what an earlier copy left half made. */
export async function removeDrafts(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => []))
    if (name.endsWith('.part')) await rm(join(folder, name), { recursive: true, force: true });
}

/** True where something stands at `path`. */
export async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
