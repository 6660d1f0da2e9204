import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { soleIdentifierSystems } from '#kernel/vietnam/sole-identifiers.ts';
import { modules } from '#modules/index.ts';
import type { Log } from '#platform/context.ts';
import { createLog } from '#platform/log/create-log.ts';
import { migrateAll } from '#platform/module/migration-sources.ts';
import { createPlatform, type Platform } from '#platform/module/platform.ts';
import { readInstallation } from '#platform/module/tell-demo.ts';
import { SettingsRefused } from '#platform/settings/read-settings.ts';
import type { Settings } from '#platform/settings/platform-settings.ts';
import type { Simulator } from '#modules/doors/vneid/start-simulator.ts';
import { startDemoEId } from './demo-e-id.ts';
import { startDemoRegisters, type DemoRegisters } from './demo-registers.ts';
import { openHouse, type House } from './open-house.ts';

/** A running Sen. */
export interface Sen {
  readonly platform: Platform;
  readonly house: House;
  readonly settings: Settings;
  /** Stops everything, the database last, and ends the process. */
  stop(code: number): Promise<never>;
}

/** dist/web of this installation. */
export const webFolder = fileURLToPath(new URL('../../dist/web', import.meta.url));

/** Version from package.json. */
export const version = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
).version;

/**
 * Database, migrations, platform, doors, in this order; from then on SIGTERM or SIGINT stops it gracefully, a second one at once.
 * @param hooks.opened is called when the data folder is ours and the database answers
 * @param hooks.migrated hears the name of each migration applied
 * @param hooks.settled says whether what the first caller must find is there; /readyz waits for it
 */
export async function runSen(
  settings: Settings,
  hooks: {
    readonly opened?: () => void;
    readonly migrated?: (name: string) => void;
    readonly log?: Log;
    /** The database of the process that leads this one: open and migrated already. */
    readonly house?: Promise<House>;
    readonly settled?: () => boolean;
  } = {},
): Promise<Sen> {
  const log = hooks.log ?? createLog(settings.logLevel);
  const house = await (hooks.house ?? openHouse(settings, log));
  let platform: Platform | undefined;
  let eId: Simulator | undefined;
  let demoRegisters: DemoRegisters | undefined;
  let stopping = false;
  const stop = async (code: number): Promise<never> => {
    if (stopping) process.exit(code === 0 ? 1 : code);
    stopping = true;
    log.info('sen.stopping');
    await eId?.stop();
    await demoRegisters?.stop();
    await platform?.stop().catch((error: Error) => log.error('sen.stop-failed', { error: error.name }));
    await house.close();
    return process.exit(code);
  };
  process.on('SIGTERM', () => void stop(0));
  process.on('SIGINT', () => void stop(0));
  const unexpected = (error: unknown): void => {
    const { name, stack = '' } = error instanceof Error ? error : new Error('thrown nothing');
    const frames = stack.split('\n').filter((line) => line.startsWith('    at '));
    log.error('sen.unexpected', { error: name, stack: frames.join('\n') });
    void stop(1);
  };
  process.on('uncaughtException', unexpected);
  process.on('unhandledRejection', unexpected);
  try {
    hooks.opened?.();
    if (!house.shared) await prepareHouse(settings, house, hooks.migrated);
    platform = await createPlatform({
      settings,
      modules,
      database: house.database,
      log,
      webFolder,
      version,
      soleSystems: soleIdentifierSystems,
      ...(hooks.settled && { settled: hooks.settled }),
    });
    await platform.start();
    // One for all processes: the one that leads them.
    if (!house.shared) {
      eId = await startDemoEId(settings, platform, log);
      demoRegisters = startDemoRegisters(
        settings,
        platform,
        log,
        async () => (await readInstallation(house.database, 'demo')) === 'told',
      );
    }
    return { platform, house, settings, stop };
  } catch (error) {
    await platform?.stop().catch(() => undefined);
    await house.close();
    throw error;
  }
}

/** Migrations, and a look at what is in the database; done once, by the process that leads. */
export async function prepareHouse(
  settings: Settings,
  house: House,
  migrated?: (name: string) => void,
): Promise<void> {
  await migrateAll(house.database, modules, ({ part, name }) => migrated?.(`${part}/${name}`));
  await refuseDemoOutside(settings, house);
}

/** A database in which the demo was told holds accounts whose password stands in a file; other machines stay out. */
async function refuseDemoOutside(settings: Settings, house: House): Promise<void> {
  if (settings.loopback || (await readInstallation(house.database, 'demo')) === undefined) return;
  throw new SettingsRefused([
    {
      env: 'SEN_HOST',
      text: {
        vi: 'Cơ sở dữ liệu này có tài khoản mẫu, nên không cho máy khác vào. Hãy dùng SEN_DATA_DIR hoặc SEN_DATABASE_URL khác cho dữ liệu thật.',
        en: 'This database holds demo accounts, so no other machine may enter. Use another SEN_DATA_DIR or SEN_DATABASE_URL for real data.',
      },
    },
  ]);
}
