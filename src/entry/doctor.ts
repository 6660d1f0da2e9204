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
      const right = await databaseRight(house.database);
      // The embedded database belongs to this installation alone; one that is shared with others does not.
      const isOwn = settings.databaseUrl === undefined;
      tell(isOwn || !right.isSuperuser, {
        vi: right.isSuperuser
          ? `Người dùng cơ sở dữ liệu '${right.name}' là superuser${isOwn ? ' của PostgreSQL riêng' : ': hãy dùng tài khoản ít quyền hơn (docs/guides/run-an-installation.md)'}`
          : `Người dùng cơ sở dữ liệu '${right.name}' không phải superuser`,
        en: right.isSuperuser
          ? `The database user '${right.name}' is a superuser${isOwn ? ' of a PostgreSQL of its own' : ': use one with fewer rights (docs/guides/run-an-installation.md)'}`
          : `The database user '${right.name}' is no superuser`,
      });
      tell(isOwn || right.isEncrypted || isOnThisMachine(settings.databaseUrl ?? ''), {
        vi: right.isEncrypted
          ? 'Đường tới PostgreSQL được mã hoá'
          : 'Đường tới PostgreSQL không mã hoá' + (isOwn ? ' (trên chính máy này)' : ''),
        en: right.isEncrypted
          ? 'The line to PostgreSQL is encrypted'
          : 'The line to PostgreSQL is not encrypted' + (isOwn ? ' (on this machine)' : ''),
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

/** What the database lets this program do, and whether the line to it is encrypted. */
async function databaseRight(
  database: House['database'],
): Promise<{ readonly name: string; readonly isSuperuser: boolean; readonly isEncrypted: boolean }> {
  const { rows } = await database.query<{ name: string; super: boolean; ssl: boolean | null }>(
    `SELECT current_user AS name, r.rolsuper AS super,
       (SELECT s.ssl FROM pg_stat_ssl s WHERE s.pid = pg_backend_pid()) AS ssl
     FROM pg_roles r WHERE r.rolname = current_user`,
  );
  return {
    name: rows[0]?.name ?? '',
    isSuperuser: rows[0]?.super === true,
    isEncrypted: rows[0]?.ssl === true,
  };
}

function isOnThisMachine(url: string): boolean {
  const { hostname, searchParams } = new URL(url);
  const host = searchParams.get('host') ?? hostname;
  return host === '' || host.startsWith('/') || /^(localhost|127\.|\[?::1)/.test(host);
}

async function askReady(url: string): Promise<number | undefined> {
  return fetch(`${url}/readyz`, { signal: AbortSignal.timeout(3000) }).then(
    (response) => response.status,
    () => undefined,
  );
}
