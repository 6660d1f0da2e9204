import { modules } from '#modules/index.ts';
import { readAllSettings } from '#platform/settings/platform-settings.ts';
import { refuseStart } from './messages.ts';
import { runSen } from './run-sen.ts';

/** Runs the server until a signal stops it; a refusal is told in both languages and ends with exit code 1. */
export async function serve(env: Readonly<Record<string, string | undefined>>): Promise<void> {
  try {
    const settings = readAllSettings(env, modules);
    const sen = await runSen({ ...settings, demo: false });
    const link = await sen.platform.identity.firstAdministratorLink();
    // Not a log line: whoever starts the server sees it once, and no collector of logs keeps it.
    if (link !== undefined) console.error(link);
  } catch (error) {
    refuseStart(error);
  }
}
