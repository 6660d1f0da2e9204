import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Whether packages may be installed here: by root, where there is apt. */
export function mayInstall(): boolean {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

/** Installs Debian packages without what they only recommend; false where apt failed, which is said. */
export function installPackages(packages: readonly string[], say: (line: string) => void): boolean {
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const line of [
    ['update', '-q'],
    ['install', '-y', '-q', '--no-install-recommends', ...packages],
  ]) {
    const run = spawnSync('apt-get', line, { env: environment, encoding: 'utf8' });
    if (run.status === 0) continue;
    say(`apt-get ${line[0]} failed:\n${run.stderr.slice(-2000)}`);
    return false;
  }
  return true;
}
