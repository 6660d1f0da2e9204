import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Bilingual, Language } from '#kernel/schema.ts';
import type { BareCommand, Command } from '../module/define-module.ts';
import { lockFolder } from '../sql/folder-lock.ts';
import { BackupRefused } from './backup-folder.ts';
import { KeysRefused } from '../crypt/keys-refused.ts';
import type { OpenMasters } from './backup-key.ts';
import { takeBase, type Installation, type Progress } from './base-backup.ts';
import { restoreBackup } from './restore.ts';
import { verifyBackup } from './verify.ts';

type Print = (line: string) => void;

/** `sen backup`: copies the running installation. `find` is undefined where the database is not the embedded one. */
export function backupCommand(find: () => Promise<Installation | undefined>, masters: OpenMasters): Command {
  return {
    name: 'backup',
    usage: 'backup DIR [--json]',
    about: {
      vi: 'Sao lưu toàn bộ cơ sở dữ liệu kèm theo và các tệp vào một thư mục, không dừng máy chủ',
      en: 'Copy the embedded database and the files into a folder; the server goes on',
    },
    run: (ctx, args, print) =>
      answering(ctx.actor.language, print, async () => {
        const { values, positionals } = parseArgs({
          args: [...args],
          allowPositionals: true,
          options: { json: { type: 'boolean' } },
        });
        const folder = positionals[0];
        if (folder === undefined) return 2;
        const installation = await find();
        if (installation === undefined) throw new BackupRefused(ownServer);
        const progress = values.json === true ? undefined : tellProgress(ctx.actor.language, print);
        const { manifest, folder: at } = await takeBase(installation, resolve(folder), masters, progress);
        const bytes = manifest.files.reduce((sum, { size }) => sum + size, 0);
        if (values.json === true)
          print(JSON.stringify({ folder: at, at: manifest.finishedAt, files: manifest.files.length, bytes }));
        else
          print(
            {
              vi: `Đã sao lưu ${manifest.files.length} tệp, ${megabytes(bytes)} MB, lúc ${manifest.finishedAt}: ${at}`,
              en: `Backed up ${manifest.files.length} files, ${megabytes(bytes)} MB, as of ${manifest.finishedAt}: ${at}`,
            }[ctx.actor.language],
          );
        return 0;
      }),
  };
}

/** Commands that need no database, because they bring one back or only read files. */
export function restoreCommands(
  dataDir: string,
  language: Language,
  masters: OpenMasters,
): readonly BareCommand[] {
  return [backupVerify(language, masters), restore(dataDir, language, masters)];
}

function backupVerify(language: Language, masters: OpenMasters): BareCommand {
  return {
    name: 'backup verify',
    usage: 'backup verify DIR [--json]',
    about: {
      vi: 'Đọc lại từng tệp của bản sao lưu và so với mã kiểm tra',
      en: 'Read every file of a backup again and compare it with its sum',
    },
    run: (args, print) =>
      answering(language, print, async () => {
        const { values, positionals } = parseArgs({
          args: [...args],
          allowPositionals: true,
          options: { json: { type: 'boolean' } },
        });
        const folder = positionals[0];
        if (folder === undefined) return 2;
        const progress = values.json === true ? undefined : tellProgress(language, print);
        const report = await verifyBackup(resolve(folder), masters, progress);
        const good = report.broken.length === 0 && report.bases.length > 0;
        if (values.json === true) print(JSON.stringify(report));
        else {
          for (const { at, until, files, bytes, segments } of report.bases)
            print(
              {
                vi: `Bản lúc ${at.toISOString()}: ${files} tệp, ${megabytes(bytes)} MB, ${segments} đoạn nhật ký; khôi phục được đến ${until.toISOString()}`,
                en: `Copy of ${at.toISOString()}: ${files} files, ${megabytes(bytes)} MB, ${segments} log segments; can be restored up to ${until.toISOString()}`,
              }[language],
            );
          for (const name of report.broken)
            print({ vi: `✗ Hỏng hoặc thiếu: ${name}`, en: `✗ Broken or missing: ${name}` }[language]);
          if (report.bases.length === 0)
            print({ vi: '✗ Không có bản sao lưu nào.', en: '✗ There is no backup.' }[language]);
          else if (good) print({ vi: '✓ Mọi tệp còn nguyên.', en: '✓ Every file is whole.' }[language]);
        }
        return good ? 0 : 1;
      }),
  };
}

function restore(dataDir: string, language: Language, masters: OpenMasters): BareCommand {
  return {
    name: 'restore',
    usage: 'restore DIR [--until 2026-03-10T08:15:00+07:00] [--json]',
    about: {
      vi: 'Khôi phục một bản sao lưu vào SEN_DATA_DIR đang trống, đến đúng một thời điểm',
      en: 'Bring a backup back into an empty SEN_DATA_DIR, up to a moment',
    },
    run: (args, print) =>
      answering(language, print, async () => {
        const { values, positionals } = parseArgs({
          args: [...args],
          allowPositionals: true,
          options: { json: { type: 'boolean' }, until: { type: 'string' } },
        });
        const folder = positionals[0];
        if (folder === undefined) return 2;
        const until = values.until === undefined ? undefined : readMoment(values.until);
        const lock = await lockFolder(dataDir);
        try {
          const progress = values.json === true ? undefined : tellProgress(language, print);
          const restored = await restoreBackup(resolve(folder), dataDir, masters, {
            ...(until !== undefined && { until }),
            ...(progress !== undefined && { progress }),
          });
          if (values.json === true) print(JSON.stringify({ dataDir, ...restored }));
          else
            print(
              {
                vi: `Đã khôi phục vào ${dataDir}: bản lúc ${restored.baseAt.toISOString()}, ${restored.segments} đoạn nhật ký, ${restored.files} tệp.`,
                en: `Restored into ${dataDir}: copy of ${restored.baseAt.toISOString()}, ${restored.segments} log segments, ${restored.files} files.`,
              }[language],
            );
          return 0;
        } finally {
          await lock.release();
        }
      }),
  };
}

const ownServer: Bilingual = {
  vi: 'SEN_DATABASE_URL là một PostgreSQL riêng; hãy sao lưu nó bằng pgBackRest (docs/guides/back-up.md).',
  en: 'SEN_DATABASE_URL is a PostgreSQL of your own; back it up with pgBackRest (docs/guides/back-up.md).',
};

/** A moment must say its zone: seven hours decide whose morning is lost. */
function readMoment(text: string): Date {
  const moment = new Date(text);
  if (/T.*(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(moment.getTime())) return moment;
  throw new BackupRefused({
    vi: `Thời điểm "${text}" cần ngày, giờ và múi giờ, ví dụ 2026-03-10T08:15:00+07:00.`,
    en: `The moment "${text}" needs day, time and zone, for example 2026-03-10T08:15:00+07:00.`,
  });
}

async function answering(language: Language, print: Print, work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof BackupRefused || error instanceof KeysRefused)) throw error;
    print(`✗ ${error.text[language]}`);
    return 1;
  }
}

function tellProgress(language: Language, print: Print): Progress {
  let lastAt = Date.now();
  return (done, all) => {
    if (Date.now() - lastAt < 2000) return;
    lastAt = Date.now();
    const part = `${Math.round((done / Math.max(1, all)) * 100)}% (${megabytes(done)} / ${megabytes(all)} MB)`;
    print({ vi: `Đang chép ${part}`, en: `Copying ${part}` }[language]);
  };
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
