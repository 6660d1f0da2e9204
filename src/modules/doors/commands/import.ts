import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import type { Command } from '#platform/module/define-module.ts';
import { readSource, receive } from '../source-log.ts';
import { isOpen, type DoorId, type Source } from '../source.ts';
import { openUnits, retakeUnits, takeSource } from '../take-source.ts';
import { detectKind } from './detect-kind.ts';
import { printFile, printTotals, reasonsOf, type FileReport } from './import-report.ts';
import { TarBroken } from './read-tar.ts';
import { walkFiles, type FoundFile } from './walk-files.ts';

/** How often progress is told. */
const PROGRESS_MS = 2_000;
/** How often a file is asked for that another reader holds. */
const WAIT_MS = 1_000;

/** `sen import FILE...` */
export const importCommand: Command = {
  name: 'import',
  usage: 'import FILE...',
  about: {
    vi: 'Nhập tệp: XML giám định BHYT, FHIR (Bundle, NDJSON), HL7 v2; cả thư mục, .gz và .tar.gz',
    en: 'Import files: insurance XML, FHIR (Bundle, NDJSON), HL7 v2; folders, .gz and .tar.gz too',
  },
  run: async (ctx, args, print) => {
    if (args.length === 0) {
      print('sen import FILE...');
      return 1;
    }
    return importFiles(ctx, args, print);
  },
};

async function importFiles(
  ctx: Context,
  paths: readonly string[],
  print: (line: string) => void,
): Promise<number> {
  const startedAt = performance.now();
  const reports: FileReport[] = [];
  for await (const found of walkFiles(paths)) {
    const report: FileReport =
      'reason' in found
        ? { name: found.name, end: 'unreadable', reason: found.reason }
        : await importFile(ctx, found, print);
    reports.push(report);
    for (const line of printFile(report)) print(line);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  for (const line of printTotals(reports, seconds)) print(line);
  return reports.some(
    (one) => one.end === 'unreadable' || (one.end === 'taken' && one.source.state === 'refused'),
  )
    ? 1
    : 0;
}

async function importFile(
  ctx: Context,
  found: FoundFile,
  print: (line: string) => void,
): Promise<FileReport> {
  const { name } = found;
  const detected = await detectKind(found.head);
  if (detected.kind === 'other') return { name, end: 'not-health' };
  if (detected.kind === 'insurance-table') return { name, end: 'table-alone', root: detected.root };
  let receipt: Awaited<ReturnType<typeof receive>>;
  try {
    receipt = await receiveFile(ctx, detected.kind, found);
  } catch (error) {
    if (isBroken(error)) return { name, end: 'unreadable', reason: 'broken' };
    throw error;
  }
  const source = await takeWithProgress(ctx, receipt.source, print);
  return { name, end: 'taken', source, before: !receipt.isNew, reasons: await reasonsOf(ctx, source.id) };
}

function receiveFile(ctx: Context, door: DoorId, found: FoundFile) {
  const fileName = found.name.split(/[/!]/).at(-1) ?? found.name;
  return receive(ctx, found.content, { door, sender: `import:${ctx.actor.accountId}`, fileName });
}

/** A packed file that turns out to be cut or damaged while it is read. */
function isBroken(error: unknown): boolean {
  if (error instanceof TarBroken) return true;
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && code.startsWith('Z_');
}

/** Reads the source to its end, telling every other second how far it is. What an earlier import held is tried again. */
async function takeWithProgress(
  ctx: Context,
  source: Source,
  print: (line: string) => void,
): Promise<Source> {
  let before = source.resources;
  let telling: Promise<void> = Promise.resolve();
  const tell = async (): Promise<void> => {
    const now = await readSource(ctx, source.id);
    if (now.resources === before) return;
    const rate = Math.round(((now.resources - before) * 1000) / PROGRESS_MS);
    before = now.resources;
    print(
      `  … ${source.fileName ?? source.id}: ${now.units} (${now.resources} bản ghi / resources, ${rate}/s)`,
    );
  };
  const timer = setInterval(() => {
    telling = telling.then(tell).catch((error: unknown) => {
      if (!(error instanceof AppError)) throw error;
    });
  }, PROGRESS_MS);
  try {
    let taken = await takeSource(ctx, source.id);
    // Somebody else reads it, or was killed while she did: the command ends when the file is dealt with.
    for (; isOpen(taken); taken = await takeSource(ctx, source.id)) await sleep(WAIT_MS);
    return taken.state === 'partly' && source.state === 'partly'
      ? await retakeUnits(ctx, source.id, await openUnits(ctx, source.id))
      : taken;
  } finally {
    clearInterval(timer);
    await telling;
  }
}
