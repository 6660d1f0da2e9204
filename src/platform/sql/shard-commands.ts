import { parseArgs } from 'node:util';
import type { Bilingual } from '#kernel/schema.ts';
import type { Command } from '../module/define-module.ts';
import { applyDistribution } from './apply-distribution.ts';
import { checkDistribution, distributionRules } from './check-distribution.ts';
import { hasCitus } from './citus.ts';
import type { Database } from './database.ts';

const noCitus: Bilingual = {
  vi: 'PostgreSQL này không có Citus: mọi bảng nằm trên một máy, không cần trải. Cài tiện ích citus (CREATE EXTENSION citus) rồi chạy lại.',
  en: 'This PostgreSQL has no Citus: every table is on one machine and nothing is to be spread. Make the extension (CREATE EXTENSION citus) and run this again.',
};

/**
 * `sen shard apply` and `sen shard check`. Both may run beside servers.
 * @param schemas the schemas of all parts, of the platform and of the modules
 */
export function shardCommands(database: Database, schemas: readonly string[]): readonly Command[] {
  return [shardApply(database), shardCheck(database, schemas)];
}

function shardApply(database: Database): Command {
  return {
    name: 'shard apply',
    usage: 'shard apply [--shards 128] [--json]',
    about: {
      vi: 'Trải các bảng theo bucket lên các máy của một cụm Citus',
      en: 'Spread the tables by bucket over the nodes of a Citus cluster',
    },
    async run(ctx, args, print) {
      const { values } = parseArgs({
        args: [...args],
        options: { json: { type: 'boolean' }, shards: { type: 'string', default: '128' } },
      });
      const { language } = ctx.actor;
      const shards = Number(values.shards);
      if (!Number.isInteger(shards) || shards < 1 || shards > 4096) {
        print(
          language === 'vi'
            ? '--shards là số nguyên từ 1 đến 4096.'
            : '--shards is a whole number, 1 to 4096.',
        );
        return 2;
      }
      const done = await applyDistribution(database, shards, ({ table, placement, changed }) => {
        if (values.json !== true && changed) print(`${table}: ${placement}`);
      });
      if (values.json === true) print(JSON.stringify({ citus: done !== undefined, tables: done ?? [] }));
      else if (done === undefined) print(noCitus[language]);
      else print(summary(done.filter(({ changed }) => changed).length, done.length)[language]);
      return 0;
    },
  };
}

function summary(changed: number, all: number): Bilingual {
  return {
    vi: `Đã đặt lại ${changed} bảng; ${all - changed} bảng đã đúng chỗ.`,
    en: `${changed} tables were laid where they belong; ${all - changed} stood there already.`,
  };
}

function shardCheck(database: Database, schemas: readonly string[]): Command {
  return {
    name: 'shard check',
    usage: 'shard check [--json]',
    about: {
      vi: 'Kiểm tra mọi bảng theo các quy tắc giữ một lược đồ cho máy lẻ và cho cụm',
      en: 'Check every table by the rules that keep one schema for one machine and for a cluster',
    },
    async run(ctx, args, print) {
      const { values } = parseArgs({ args: [...args], options: { json: { type: 'boolean' } } });
      const { language } = ctx.actor;
      const citus = await hasCitus(database);
      const findings = await checkDistribution(database, schemas);
      if (values.json === true) print(JSON.stringify({ citus, findings }));
      else {
        for (const { rule, table, detail } of findings)
          print(`✗ ${table}: ${distributionRules[rule][language]} (${detail})`);
        if (findings.length === 0)
          print(language === 'vi' ? '✓ Mọi bảng đúng quy tắc.' : '✓ Every table keeps the rules.');
        if (!citus) print(noCitus[language]);
      }
      return findings.length === 0 ? 0 : 1;
    },
  };
}
