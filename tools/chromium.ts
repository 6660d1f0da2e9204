import { findChromium } from '#platform/testing/launch-chromium.ts';
import { installPackages, mayInstall } from './debian-packages.ts';

/** Path of a Chromium on this machine, installed from Debian's packages when we may (root and apt); undefined with what to do said aloud. */
export function findOrInstallChromium(say: (line: string) => void): string | undefined {
  const found = findChromium();
  if (found !== undefined) return found;
  if (!mayInstall()) {
    say('The browser tests need Chromium. Install it with: sudo apt-get install chromium fonts-noto-core');
    return undefined;
  }
  say('Installing Chromium from Debian (once, about a minute) ...');
  // Debian of before 2025 has the whole Chromium only.
  const packages = ['chromium-headless-shell', 'chromium'];
  packages.find((name) => installPackages([name, 'fonts-noto-core'], say));
  return findChromium();
}
