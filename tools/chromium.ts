import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Path of a Chromium on this machine, installed from Debian's packages when we may (root and apt); undefined with what to do said aloud. */
export function findOrInstallChromium(say: (line: string) => void): string | undefined {
  const found = places.find((place) => existsSync(place));
  if (found !== undefined) return found;
  const mayInstall = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (!mayInstall) {
    say('The browser tests need Chromium. Install it with: sudo apt-get install chromium fonts-noto-core');
    return undefined;
  }
  say('Installing Chromium from Debian (once, about a minute) ...');
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const line of [
    ['update', '-q'],
    ['install', '-y', '-q', '--no-install-recommends', 'chromium', 'fonts-noto-core'],
  ]) {
    const run = spawnSync('apt-get', line, { env: environment, encoding: 'utf8' });
    if (run.status !== 0) {
      say(`apt-get ${line[0]} failed:\n${run.stderr.slice(-2000)}`);
      return undefined;
    }
  }
  return places.find((place) => existsSync(place));
}
