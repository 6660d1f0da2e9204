import { modules } from '#modules/index.ts';
import { listDemoSignIns, tellDemo } from '#platform/module/tell-demo.ts';
import { readAllSettings } from '#platform/settings/platform-settings.ts';
import { buildWebIfOld } from './build-web.ts';
import { say, tellFault } from './messages.ts';
import { runSen, type Sen } from './run-sen.ts';

/**
 * Starts Sen and tells on the terminal what it does and how to sign in. The log, which is for machines, says warnings only
 * unless SEN_LOG asks for more.
 * @param startedAtMs when the process began, in ms since 1970
 */
export async function startForPerson(
  env: Readonly<Record<string, string | undefined>>,
  startedAtMs: number,
): Promise<void> {
  let sen: Sen | undefined;
  try {
    const settings = readAllSettings({ ...env, SEN_LOG: env['SEN_LOG'] ?? 'warn' }, modules);
    let building: Promise<unknown> = Promise.resolve();
    let migrations = 0;
    let settled = false;
    sen = await runSen(settings, {
      settled: () => settled,
      opened: () => {
        building = buildWebIfOld(() =>
          say({ vi: 'Đang dựng giao diện…', en: 'Building the web application…' }),
        );
        // Looked at below, when the server is up and can be stopped in good order.
        building.catch(() => undefined);
      },
      migrated: () => {
        if (migrations === 0) say({ vi: 'Đang chuẩn bị cơ sở dữ liệu…', en: 'Preparing the database…' });
        migrations += 1;
      },
    });
    await building;
    if (settings.demo) await tellStory(sen);
    const seconds = ((Date.now() - startedAtMs) / 1000).toFixed(1);
    say({ vi: `Sen đã sẵn sàng sau ${seconds} giây`, en: `Sen is ready after ${seconds} s` });
    console.log(`\n  ${settings.publicUrl}\n`);
    await printSignIns(sen);
    settled = true;
  } catch (error) {
    tellFault(error);
    // What runs already is closed in good order; a demo story that broke off goes on at the next start.
    await sen?.stop(1);
    process.exit(1);
  }
}

async function tellStory(sen: Sen): Promise<void> {
  let lastAt = 0;
  let furthest = 0;
  await tellDemo(sen.platform, {
    settings: sen.settings,
    database: sen.house.database,
    progress(chapter, done, what) {
      const now = Date.now();
      if (done < 1 && now - lastAt < 1000) return;
      lastAt = now;
      furthest = Math.max(furthest, done);
      const percent = `${String(Math.round(furthest * 100)).padStart(3)}%`;
      say({ vi: `${percent} ${chapter.vi}: ${what.vi}`, en: `${chapter.en}: ${what.en}` });
    },
  });
}

async function printSignIns(sen: Sen): Promise<void> {
  const signIns = await listDemoSignIns(sen.house.database, sen.settings.dataDir);
  if (signIns.length === 0) {
    const link = await sen.platform.identity.firstAdministratorLink();
    if (link === undefined) return;
    say({
      vi: 'Chưa có ai. Mở đường dẫn này một lần để đặt mật khẩu người quản trị:',
      en: 'Nobody is here yet. Open this link once to set the administrator’s password:',
    });
    console.log(`\n  ${link}\n`);
    return;
  }
  say({ vi: 'Đăng nhập thử bằng:', en: 'Sign in as:' });
  const width = Math.max(...signIns.map(({ username }) => username.length));
  for (const { username, password, about } of signIns) {
    console.log(`  ${username.padEnd(width)}  ${password}  ${about.vi} · ${about.en}`);
  }
}
