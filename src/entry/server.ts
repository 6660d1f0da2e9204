/** The server for an installation that somebody operates: log lines as JSON on stdout, no build, no story. */
import { modules } from '#modules/index.ts';
import { readAllSettings } from '#platform/settings/platform-settings.ts';
import { refuseStart } from './messages.ts';
import { runSen } from './run-sen.ts';

try {
  const settings = readAllSettings(process.env, modules);
  const sen = await runSen({ ...settings, demo: false });
  const link = await sen.platform.identity.firstAdministratorLink();
  // Not a log line: whoever starts the server sees it once, and no collector of logs keeps it.
  if (link !== undefined) console.error(link);
} catch (error) {
  refuseStart(error);
}
