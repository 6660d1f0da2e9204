import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Bilingual } from '#kernel/schema.ts';
import type { Command } from '../module/define-module.ts';
import type { Database } from '../sql/database.ts';
import { findingTexts, type AuditFinding } from './audit-finding.ts';
import type { AuditKeeper } from './audit-keeper.ts';
import { bucketsOf } from './canonical-line.ts';
import { exportHeads, readHeads } from './compare-heads.ts';
import { verifyAudit } from './verify-audit.ts';

const verifyUsage = 'audit verify [--day DAY] [--from DAY] [--to DAY] [--heads FILE]';
const headsUsage = 'audit heads FILE';
/** Findings printed; the rest is counted. */
const mostPrinted = 50;
const dayForm = /^\d{4}-\d{2}-\d{2}$/;

/** `sen audit verify` and `sen audit heads`. Both work while servers run. */
export function auditCommands(database: Database, keeper: AuditKeeper): readonly Command[] {
  return [verifyCommand(database, keeper), headsCommand(database, keeper)];
}

function verifyCommand(database: Database, keeper: AuditKeeper): Command {
  return {
    name: 'audit verify',
    usage: verifyUsage,
    about: {
      vi: 'Kiểm tra nhật ký truy cập: tìm dòng bị sửa, bị xoá, bị đổi thứ tự hoặc bị cắt cuối; --heads đối chiếu với tệp chữ ký cất riêng',
      en: 'Check the audit log: finds lines changed, removed, reordered or cut off; --heads compares with signed heads that were kept elsewhere',
    },
    async run(ctx, args, print) {
      const asked = readArgs(args);
      if (asked === undefined) {
        print(`sen ${verifyUsage}`);
        return 2;
      }
      const say = (text: Bilingual): void => print(text[ctx.actor.language]);
      await keeper.seal();
      const known =
        asked.heads === undefined ? undefined : await readHeads(await readFile(asked.heads, 'utf8'));
      const own = await keeper.key();
      const verified = await verifyAudit(database, ctx.now(), {
        ...(asked.from !== undefined && { from: asked.from }),
        ...(asked.to !== undefined && { to: asked.to }),
        trusted: new Map([...(known?.keys ?? []), [own.kid, own.jwk]]),
        ...(known !== undefined && { known }),
      });
      for (const finding of verified.findings.slice(0, mostPrinted)) say(sentenceOf(finding));
      const rest = verified.findings.length - mostPrinted;
      if (rest > 0) say({ vi: `… và ${rest} lỗi nữa.`, en: `… and ${rest} more.` });
      const { days, lines } = verified;
      if (verified.findings.length === 0)
        say({
          vi: `Nguyên vẹn: ${lines} dòng trong ${days} ngày.`,
          en: `Intact: ${lines} lines of ${days} days.`,
        });
      return verified.findings.length === 0 ? 0 : 1;
    },
  };
}

/** What is wrong, on which day, in which buckets. */
function sentenceOf({ kind, day, range, seal, line }: AuditFinding): Bilingual {
  const buckets = range === undefined ? undefined : bucketsOf(range);
  const say = (
    language: 'vi' | 'en',
    words: { day: string; bucket: string; seal: string; line: string },
  ): string =>
    [
      `${words.day} ${day}`,
      buckets === undefined ? '' : `${words.bucket} ${buckets.from}-${buckets.to}`,
      seal === undefined ? '' : `${words.seal} ${seal}`,
      line === undefined ? '' : `${words.line} ${line}`,
      findingTexts[kind][language],
    ]
      .filter((part) => part !== '')
      .join(' · ');
  return {
    vi: say('vi', { day: 'Ngày', bucket: 'ngăn', seal: 'niêm phong', line: 'dòng' }),
    en: say('en', { day: 'Day', bucket: 'buckets', seal: 'seal', line: 'line' }),
  };
}

function headsCommand(database: Database, keeper: AuditKeeper): Command {
  return {
    name: 'audit heads',
    usage: headsUsage,
    about: {
      vi: 'Ghi ra tệp các chữ ký của nhật ký truy cập để cất ở nơi khác; audit verify --heads đối chiếu lại',
      en: 'Write the signed heads of the audit log to a file, to be kept elsewhere; audit verify --heads compares with it',
    },
    async run(_ctx, args, print) {
      const [file] = args;
      if (file === undefined || args.length > 1) {
        print(`sen ${headsUsage}`);
        return 2;
      }
      await keeper.close();
      await writeFile(file, await exportHeads(database), { flag: 'wx' });
      print(file);
      return 0;
    },
  };
}

function readArgs(args: readonly string[]): { from?: string; to?: string; heads?: string } | undefined {
  try {
    const text = { type: 'string' } as const;
    const { values } = parseArgs({
      args: [...args],
      options: { day: text, from: text, to: text, heads: text },
    });
    const [from, to] = [values.day ?? values.from, values.day ?? values.to];
    if ([from, to].some((day) => day !== undefined && !dayForm.test(day))) return undefined;
    return {
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
      ...(values.heads !== undefined && { heads: values.heads }),
    };
  } catch {
    return undefined;
  }
}
