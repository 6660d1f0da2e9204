import { readFileSync, statSync } from 'node:fs';
import type { Setting } from '../module/define-module.ts';
import type { SettingFinding } from './read-settings.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const mostBytes = 65_536;

/**
 * The environment with each secret that is named by a file (`SEN_X_FILE`) in its place (`SEN_X`), so that a secret need not stand where
 * `ps`, a crash report or a child process shows it. A line end behind the secret is not part of it. What is wrong goes to `findings`;
 * of a file that cannot be read only its variable is told.
 */
export function withSecretFiles(
  settings: readonly Setting[],
  env: Environment,
  findings: SettingFinding[],
): Environment {
  const filled: Record<string, string | undefined> = { ...env };
  for (const { env: name } of settings.filter(({ secret }) => secret === true)) {
    const path = env[`${name}_FILE`];
    if (path === undefined || path === '') continue;
    if (env[name] !== undefined && env[name] !== '') {
      findings.push({ env: `${name}_FILE`, text: twice(name) });
      continue;
    }
    const text = readSecret(path);
    if (text === undefined) findings.push({ env: `${name}_FILE`, text: unreadable });
    else filled[name] = text;
  }
  return filled;
}

function readSecret(path: string): string | undefined {
  try {
    // A named pipe or a device would hold the start for ever, and a secret is short.
    const { size } = statSync(path);
    const text = size > mostBytes ? '' : readFileSync(path, 'utf8').replace(/\r?\n$/, '');
    return text === '' ? undefined : text;
  } catch {
    return undefined;
  }
}

const twice = (name: string): SettingFinding['text'] => ({
  vi: `Đã đặt cả ${name} và ${name}_FILE. Hãy giữ một trong hai.`,
  en: `Both ${name} and ${name}_FILE are set. Keep one of them.`,
});

const unreadable = {
  vi: 'Không đọc được tệp này, hoặc tệp trống. Hãy đặt đường dẫn tới một tệp đọc được, chỉ chứa giá trị bí mật.',
  en: 'This file cannot be read, or is empty. Set the path of a readable file that holds the secret and nothing else.',
};
