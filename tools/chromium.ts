import { existsSync } from 'node:fs';
import { installPackages, mayInstall } from './debian-packages.ts';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Path of a Chromium on this machine, installed from Debian's packages when we may (root and apt); undefined with what to do said aloud. */
export function findOrInstallChromium(say: (line: string) => void): string | undefined {
  const found = places.find((place) => existsSync(place));
  if (found !== undefined) return found;
  if (!mayInstall()) {
    say('The browser tests need Chromium. Install it with: sudo apt-get install chromium fonts-noto-core');
    return undefined;
  }
  say('Installing Chromium from Debian (once, about a minute) ...');
  if (!installPackages(['chromium', 'fonts-noto-core'], say)) return undefined;
  return places.find((place) => existsSync(place));
}
