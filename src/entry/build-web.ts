import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { webFolder } from './run-sen.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const mark = `${webFolder}.sources`;
const sources = ['src/kernel', 'src/web', 'src/workspaces', 'src/modules', 'src/entry/browser.tsx'];
const single = [
  'index.html',
  'src/entry/service-worker.ts',
  'vite.config.ts',
  'package-lock.json',
  'tsconfig.json',
];

/**
 * Builds the web application when what it is made of has changed since the last build. Returns whether it built.
 * @param building is called before a build begins
 */
export async function buildWebIfOld(building: () => void): Promise<boolean> {
  const now = await hashSources();
  if ((await readFile(mark, 'utf8').catch(() => '')) === now) return false;
  building();
  const child = spawn(
    process.execPath,
    [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'error'],
    {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new Error('the web application could not be built');
  await mkdir(join(root, 'dist'), { recursive: true });
  await writeFile(mark, now);
  return true;
}

async function hashSources(): Promise<string> {
  const hash = createHash('sha256');
  for (const path of single) hash.update(await readFile(join(root, path)).catch(() => ''));
  for (const folder of sources) {
    const names = await readdir(join(root, folder), { recursive: true, withFileTypes: true }).catch(() => []);
    const files = names.filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name));
    const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort();
    const contents = await Promise.all(paths.map((path) => readFile(path)));
    paths.forEach((path, index) => hash.update(path).update(contents[index] ?? ''));
  }
  return hash.digest('hex');
}
