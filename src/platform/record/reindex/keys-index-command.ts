import type { Bilingual } from '#kernel/schema.ts';
import type { Command } from '../../module/define-module.ts';
import type { Database } from '../../sql/database.ts';
import type { RecordEngine } from '../record-engine.ts';

/** What the command works with. */
export interface KeysIndexParts {
  readonly database: Database;
  readonly records: Pick<RecordEngine, 'rekeyIndex'>;
  /** Closes what modules left open in an earlier version; answers how many rows. */
  readonly reseal: () => Promise<number>;
}

const progressMs = 2_000;
/** Connections of this process began no longer ago than this. */
const ownSeconds = `interval '1 second' * $1`;

/** `sen keys index`: the search index gets its key, and what earlier versions left in the clear is closed. */
export function keysIndexCommand({ database, records, reseal }: KeysIndexParts): Command {
  return {
    name: 'keys index',
    usage: 'keys index',
    about: {
      vi: 'Khoá lại chỉ mục tìm kiếm của kho cũ và niêm phong những dòng còn để mở; máy chủ phải dừng, bị ngắt thì chạy lại để tiếp tục',
      en: 'Give the search index of an older store its key and close what still lies open; servers must stand still, the same command goes on where it was cut off',
    },
    async run(ctx, _args, print) {
      const say = (text: Bilingual): void => print(text[ctx.actor.language]);
      const others = await connectionsOfOthers(database);
      if (others > 0) {
        say({
          vi: `✗ Còn ${others} kết nối khác tới cơ sở dữ liệu. Hãy dừng mọi máy chủ rồi chạy lại.`,
          en: `✗ ${others} other connections to the database are open. Stop all servers, then run this again.`,
        });
        return 1;
      }
      let toldAt = performance.now();
      const done = await records.rekeyIndex((seen) => {
        if (performance.now() - toldAt < progressMs) return;
        toldAt = performance.now();
        say({ vi: `  … ${seen} bản ghi`, en: `  … ${seen} resources` });
      });
      say(
        done === undefined
          ? { vi: 'Chỉ mục đã có khoá.', en: 'The index has its key already.' }
          : {
              vi: `Đã khoá chỉ mục của ${done.seen} bản ghi.`,
              en: `Gave the index of ${done.seen} resources its key.`,
            },
      );
      const closed = await reseal();
      say({
        vi: `Đã niêm phong ${closed} dòng còn để mở.`,
        en: `Closed ${closed} lines that still lay open.`,
      });
      return 0;
    },
  };
}

/** Connections to this database that were there before this process was. */
async function connectionsOfOthers(database: Database): Promise<number> {
  const { rows } = await database.query<{ count: number }>(
    `select count(*)::int as count from pg_stat_activity
     where datname = current_database() and backend_type = 'client backend'
       and backend_start < clock_timestamp() - ${ownSeconds}`,
    [process.uptime()],
  );
  return rows[0]?.count ?? 0;
}
