import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '#kernel/errors.ts';
import type { Actor } from '../../access/actor.ts';
import { deskOf, type RecordHost } from '../desk.ts';
import { readExportWish, type ExportWish, type Given } from './export-wish.ts';
import { createExport, filesOf, findExport } from './exports.ts';
import { openOutFolder, outName } from './out-folder.ts';
import { demandPersons, exportedTypes, runExport } from './run-export.ts';

/** An export into a folder, in the process that asks for it. */
export interface FolderExport {
  readonly folder: string;
  /** The parameters of $export. */
  readonly given: Given;
  readonly groupId?: string;
  readonly onProgress?: (done: number, resources: number) => void;
}

/** What came of it. 'foreign': the folder holds something else; 'other': it holds an export that asked for something else. */
export type FolderExported =
  | { readonly end: 'done'; readonly resources: number; readonly files: number; readonly bytes: number }
  | { readonly end: 'foreign' | 'other' };

/** Says which export a folder belongs to, so that the same command goes on with one that was cut off. */
const markName = 'export.json';
const sumsName = 'SHA256SUMS';

/**
 * Exports into a folder, or goes on with the export that was cut off there: nothing is lost or doubled. At the end the folder holds the
 * checksums in the form of `sha256sum -c` and a manifest. Errors: request.invalid, record.not-found, access.denied, storage.full.
 */
export async function exportToFolder(
  host: RecordHost,
  actor: Actor,
  { folder, given, groupId, onProgress }: FolderExport,
): Promise<FolderExported> {
  const place =
    groupId === undefined ? ({ level: 'system' } as const) : ({ level: 'group', groupId } as const);
  const wish = readExportWish(place, given, false);
  const desk = deskOf(host, actor, undefined);
  await exportedTypes(desk, wish);
  await demandPersons(desk, wish);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const marked = await markOf(folder);
  if (marked === 'foreign') return { end: 'foreign' };
  if (marked !== undefined && JSON.stringify(marked.wish) !== JSON.stringify(wish)) return { end: 'other' };
  const id = marked?.id ?? (await begin(host, actor, wish, folder));
  await runExport(host, openOutFolder(folder), id, onProgress === undefined ? {} : { onProgress });
  return tellEnd(host, folder, id);
}

async function begin(host: RecordHost, actor: Actor, wish: ExportWish, folder: string): Promise<string> {
  const begun = { actor, wish, request: 'sen export' };
  const id = await createExport(host.database, begun, host.now(), Infinity, async () => undefined);
  await writeWhole(join(folder, markName), JSON.stringify({ id, wish }));
  return id!;
}

/** The export that a folder holds; 'foreign' where it holds something else, undefined where it is empty. */
async function markOf(folder: string): Promise<{ id: string; wish: ExportWish } | 'foreign' | undefined> {
  const names = await readdir(folder);
  if (names.length === 0) return undefined;
  if (!names.includes(markName)) return 'foreign';
  const mark = JSON.parse(await readFile(join(folder, markName), 'utf8')) as Partial<{
    id: string;
    wish: ExportWish;
  }>;
  return mark.id === undefined || mark.wish === undefined ? 'foreign' : { id: mark.id, wish: mark.wish };
}

async function tellEnd(host: RecordHost, folder: string, id: string): Promise<FolderExported> {
  const found = await findExport(host.database, id);
  // What lies longer than its row is whole if its sums are there; without a row nothing can go on.
  if (found?.state !== 'done') throw new AppError('export.failed');
  const files = await filesOf(host.database, id);
  const sums = files.map((file) => `${file.sha256}  ${outName(file)}\n`).join('');
  const output = files.map((file) => ({ ...file, name: outName(file) }));
  const manifest = {
    transactionTime: found.created.toISOString(),
    resources: Number(found.resources),
    output,
  };
  await writeWhole(join(folder, 'manifest.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
  await writeWhole(join(folder, sumsName), sums);
  const bytes = files.reduce((sum, { size }) => sum + Number(size), 0);
  return { end: 'done', resources: Number(found.resources), files: files.length, bytes };
}

/** Never half a file, wherever the process is cut off. */
async function writeWhole(path: string, text: string): Promise<void> {
  await writeFile(`${path}.part`, text, { mode: 0o600, flush: true });
  await rename(`${path}.part`, path);
}
