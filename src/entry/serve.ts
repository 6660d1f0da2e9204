import cluster from 'node:cluster';
import { modules } from '#modules/index.ts';
import { createLog } from '#platform/log/create-log.ts';
import { readAllSettings, type Settings } from '#platform/settings/platform-settings.ts';
import { refuseStart } from './messages.ts';
import { leadProcesses } from './lead-processes.ts';
import { openHouseBeside } from './open-house.ts';
import { runSen } from './run-sen.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Runs the server until a signal stops it; a refusal is told in both languages and ends with exit code 1.
 * @param args `--run=http,worker` says the same as SEN_RUN
 */
export async function serve(env: Environment, args: readonly string[]): Promise<void> {
  try {
    const run = args.find((one) => one.startsWith('--run='))?.slice('--run='.length);
    const settings = readAllSettings(run === undefined ? env : { ...env, SEN_RUN: run }, modules);
    if (settings.processes > 1 && cluster.isPrimary) await leadProcesses({ ...settings, demo: false });
    else await serveAlone({ ...settings, demo: false });
  } catch (error) {
    refuseStart(error);
  }
}

async function serveAlone(settings: Settings): Promise<void> {
  const log = createLog(settings.logLevel);
  const sen = await runSen(
    settings,
    cluster.isWorker ? { log, house: openHouseBeside(settings, log) } : { log },
  );
  // One of several processes is enough to say it.
  if (!settings.run.has('scheduler')) return;
  const link = await sen.platform.identity.firstAdministratorLink();
  // Not a log line: whoever starts the server sees it once, and no collector of logs keeps it.
  if (link !== undefined) console.error(link);
}
