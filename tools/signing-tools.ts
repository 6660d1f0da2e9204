import { existsSync } from 'node:fs';
import { installPackages, mayInstall } from './debian-packages.ts';

/** What plays a token, and what judges our signatures from outside, with the Debian packages that bring it. */
const needed = [
  { program: '/usr/bin/softhsm2-util', debian: 'softhsm2' },
  { program: '/usr/bin/pkcs11-tool', debian: 'opensc' },
  { program: '/usr/bin/xmlsec1', debian: 'xmlsec1' },
  { program: '/usr/bin/pdfsig', debian: 'poppler-utils' },
] as const;

const missing = (): string[] =>
  needed.filter(({ program }) => !existsSync(program)).map(({ debian }) => debian);

/** Installs what is not there when we may (root and apt). Returns the packages that are missing still, with what to do said aloud. */
export function installSigningTools(say: (line: string) => void): readonly string[] {
  const packages = missing();
  if (packages.length === 0) return [];
  if (!mayInstall()) {
    say(`Some tests of signatures and keys need: sudo apt-get install ${packages.join(' ')}`);
    return packages;
  }
  say(`Installing ${packages.join(', ')} from Debian (once) ...`);
  installPackages(packages, say);
  return missing();
}
