import { parseArgs } from 'node:util';
import type { Bilingual } from '#kernel/schema.ts';
import type { Command } from '../module/define-module.ts';
import type { Database } from '../sql/database.ts';
import { rangeCount } from './keyring.ts';
import { KeysRefused } from './keys-refused.ts';
import type { OpenKeyring } from './open-keyring.ts';
import type { MasterPlaces } from './open-master.ts';
import { rotateMaster } from './rotate-master.ts';
import { rotate, type Rotation } from './rotate.ts';

/** What the commands work with. */
export interface KeysCommandParts {
  readonly database: Database;
  readonly keys: () => OpenKeyring;
  readonly places: MasterPlaces;
  readonly rotation: () => Rotation;
}

/** `sen keys status` and `sen keys rotate`. */
export function keysCommands(parts: KeysCommandParts): readonly Command[] {
  return [statusCommand(parts), rotateCommand(parts), masterCommand(parts)];
}

interface StatusRow {
  readonly purpose: string;
  readonly ranges: number;
  readonly newest: number;
  readonly former: number;
  readonly open: number;
}

function statusCommand({ database }: KeysCommandParts): Command {
  return {
    name: 'keys status',
    usage: 'keys status',
    about: { vi: 'Xem các khoá mã hoá và việc đổi khoá', en: 'Show the keys and how far rotations are' },
    async run(ctx, _args, print) {
      const { language } = ctx.actor;
      const { rows: roots } = await database.query<{ master: string; generation: number; at: Date }>(
        'select master, generation, made_at as at from crypt.root',
      );
      for (const { master, generation, at } of roots)
        print(
          {
            vi: `Khoá chủ ${master}, khoá gốc thứ ${generation} từ ${at.toISOString()}`,
            en: `Master key ${master}, root number ${generation} since ${at.toISOString()}`,
          }[language],
        );
      const { rows } = await database.query<StatusRow>(
        `select k.purpose, count(distinct k.range)::int as ranges, max(k.generation) as newest,
           (count(k.wrapped) - count(distinct k.range))::int as former,
           (select count(*)::int from crypt.rotation r where r.purpose = k.purpose and r.finished is null) as open
         from crypt.data_key k group by k.purpose order by k.purpose`,
      );
      for (const { purpose, ranges, newest, former, open } of rows)
        print(
          {
            vi: `${purpose}: ${ranges} dải, thế hệ ${newest}, ${former} khoá cũ còn giữ, ${open} dải đang đổi`,
            en: `${purpose}: ${ranges} ranges, generation ${newest}, ${former} former keys kept, ${open} ranges under way`,
          }[language],
        );
      return 0;
    },
  };
}

const usage = 'keys rotate [--range 0-63] [--rate PACKS-A-SECOND]';

function rotateCommand({ database, keys, places, rotation }: KeysCommandParts): Command {
  return {
    name: 'keys rotate',
    usage,
    about: {
      vi: 'Đổi khoá của các hồ sơ, máy chủ vẫn chạy; bị ngắt thì chạy lại để tiếp tục. Khoá cũ bị huỷ khi không còn gì dùng',
      en: 'Close the texts with new keys while servers run; the same command goes on where it was cut off. A former key is destroyed when nothing uses it',
    },
    async run(ctx, args, print) {
      const say = (text: Bilingual): void => print(text[ctx.actor.language]);
      const { values } = parseArgs({
        args: [...args],
        options: { range: { type: 'string' }, rate: { type: 'string' } },
      });
      const range = values.range === undefined ? undefined : Number(values.range);
      const rate = values.rate === undefined ? 5000 : Number(values.rate);
      const inRange = range === undefined || (Number.isInteger(range) && range >= 0 && range < rangeCount);
      if (!inRange || !(rate > 0)) {
        print(`sen ${usage}`);
        return 2;
      }
      const ranges = range === undefined ? Array.from({ length: rangeCount }, (_, at) => at) : [range];
      let toldAt = performance.now();
      const done = await rotate(
        { database, keys: keys(), places, rotation: rotation() },
        {
          ranges,
          rate,
          onProgress(at, seen, changed) {
            if (performance.now() - toldAt < 2000) return;
            toldAt = performance.now();
            say({
              vi: `  … dải ${at}: ${seen} gói, đổi ${changed}`,
              en: `  … range ${at}: ${seen} packs, ${changed} closed anew`,
            });
          },
        },
      );
      say({
        vi: `Đã đổi ${done.changed} gói, huỷ ${done.destroyed} khoá cũ, còn giữ ${done.kept}.`,
        en: `Closed ${done.changed} packs anew, destroyed ${done.destroyed} former keys, kept ${done.kept}.`,
      });
      return 0;
    },
  };
}

function masterCommand({ database, places }: KeysCommandParts): Command {
  return {
    name: 'keys master',
    usage: 'keys master',
    about: {
      vi: 'Chuyển mọi khoá sang khoá chủ trong SEN_MASTER_KEY (khoá cũ ở SEN_MASTER_KEY_FORMER); không đụng đến dữ liệu',
      en: 'Close every key with the master key in SEN_MASTER_KEY (the one before in SEN_MASTER_KEY_FORMER); data are not touched',
    },
    async run(ctx, _args, print) {
      try {
        const count = await rotateMaster(database, places);
        print({ vi: `Đã khoá lại ${count} khoá.`, en: `Closed ${count} keys anew.` }[ctx.actor.language]);
        return 0;
      } catch (error) {
        if (!(error instanceof KeysRefused)) throw error;
        print(`✗ ${error.text[ctx.actor.language]}`);
        return 1;
      }
    },
  };
}
