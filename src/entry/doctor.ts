import { statfs } from 'node:fs/promises';
import type { Bilingual } from '#kernel/schema.ts';
import { listFailedDeliveries } from '#platform/events/dead-letters.ts';
import type { Command } from '#platform/module/define-module.ts';
import type { Settings } from '#platform/settings/platform-settings.ts';
import { besidePath } from '#platform/crypt/open-master.ts';
import { readIndexKey } from '#platform/record/index-key.ts';
import { findFolderOwner } from '#platform/sql/folder-lock.ts';
import type { House } from './open-house.ts';

/** `sen doctor`: what is configured, reachable and missing. Exit code 1 where something needs a hand. */
export function doctorCommand(settings: Settings, house: House): Command {
  return {
    name: 'doctor',
    usage: 'doctor',
    about: {
      vi: 'Xem cấu hình, kết nối và những gì còn thiếu',
      en: 'Show what is configured, reachable and missing',
    },
    async run(ctx, _args, print) {
      let faults = 0;
      const tell = (good: boolean, text: Bilingual): void => {
        if (!good) faults += 1;
        print(`${good ? '✓' : '✗'} ${text[ctx.actor.language]}`);
      };
      const { rows } = await house.database.query<{ version: string; bytes: number }>(
        "SELECT current_setting('server_version') AS version, pg_database_size(current_database()) AS bytes",
      );
      const megabytes = Math.round((rows[0]?.bytes ?? 0) / 1e6);
      tell(true, {
        vi: `PostgreSQL ${rows[0]?.version}, ${megabytes} MB`,
        en: `PostgreSQL ${rows[0]?.version}, ${megabytes} MB`,
      });
      tell(true, { vi: `Thư mục dữ liệu ${settings.dataDir}`, en: `Data folder ${settings.dataDir}` });
      const disk = await statfs(settings.dataDir);
      const freeGigabytes = (disk.bavail * disk.bsize) / 1e9;
      const free = freeGigabytes.toFixed(1);
      tell(freeGigabytes > 2, { vi: `Ổ đĩa còn trống ${free} GB`, en: `Disk free ${free} GB` });
      const owner = await findFolderOwner(settings.dataDir);
      const isServer = owner !== undefined && owner.pid !== process.pid;
      const answer = isServer ? await askReady(settings.publicUrl) : undefined;
      if (!isServer) tell(true, { vi: 'Máy chủ không chạy', en: 'The server is not running' });
      else {
        tell(answer === 200, {
          vi: `Máy chủ chạy ở ${settings.publicUrl}, /readyz trả lời ${answer ?? 'không'}`,
          en: `The server runs at ${settings.publicUrl}, /readyz answers ${answer ?? 'nothing'}`,
        });
      }
      const beside = settings.masterKey === '' || settings.masterKey === 'beside';
      tell(true, {
        vi: beside
          ? `Khoá chủ ở ${besidePath(settings.dataDir)}, cạnh dữ liệu: hãy cất một bản ở nơi khác`
          : 'Khoá chủ không nằm cạnh dữ liệu',
        en: beside
          ? `The master key is ${besidePath(settings.dataDir)}, beside the data: keep a copy elsewhere`
          : 'The master key is not beside the data',
      });
      const index = await readIndexKey(house.database);
      tell(index.keyed, {
        vi: index.keyed
          ? 'Chỉ mục tìm kiếm có khoá'
          : 'Chỉ mục tìm kiếm chưa có khoá (kho có từ phiên bản cũ)',
        en: index.keyed
          ? 'The search index has its key'
          : 'The search index has no key yet (a store of an earlier version)',
      });
      const letters = (await listFailedDeliveries(house.database)).filter((one) => one.dead);
      tell(letters.length === 0, {
        vi: `Sự kiện không xử lý được: ${letters.length}`,
        en: `Events that no handler could take: ${letters.length}`,
      });
      return faults === 0 ? 0 : 1;
    },
  };
}

async function askReady(url: string): Promise<number | undefined> {
  return fetch(`${url}/readyz`, { signal: AbortSignal.timeout(3000) }).then(
    (response) => response.status,
    () => undefined,
  );
}
