import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

describe('npm run new', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sen-new-'));
  const run = (...args: string[]): SpawnSyncReturns<string> =>
    spawnSync(resolve('node_modules/.bin/node'), args, {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1', PATH: `${resolve('node_modules/.bin')}:${process.env['PATH']}` },
    });

  beforeAll(() => {
    const left = new Set(['node_modules', '.git', 'dist', 'data'].map((name) => resolve(name)));
    cpSync(resolve('.'), folder, { recursive: true, filter: (from) => !left.has(from) });
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it(
    'writes a module with a page and an operation that pass every check at once',
    { timeout: 480_000 },
    () => {
      for (const args of [
        ['module', 'blood-bank', 'Ngân hàng máu', 'Blood bank'],
        ['page', 'blood-bank', 'donors', 'Người hiến máu', 'Donors'],
        ['operation', 'blood-bank', 'find-donors'],
      ]) {
        const written = run('tools/new.ts', ...args);
        expect(written.stderr).toBe('');
        expect(written.status).toBe(0);
      }
      // The rest of the tree is not written anew, so its format is not looked at again.
      const steps = ['lint', 'types', 'architecture', 'dead code', 'words', 'lists', 'reference'];
      expect(run('tools/check.ts', ...steps).stdout).toContain('check: all is well');
      const fresh = ['src/modules/blood-bank', 'src/modules/index.ts', 'src/modules/index.web.ts'];
      expect(run('node_modules/prettier/bin/prettier.cjs', '--check', ...fresh).status).toBe(0);
      const tested = run(
        'node_modules/vitest/vitest.mjs',
        'run',
        '--project',
        'server',
        'src/modules/blood-bank',
      );
      expect(tested.stdout).toMatch(/Tests\s+1 passed/);
    },
  );

  it('refuses a module that is there already', () => {
    expect(run('tools/new.ts', 'module', 'doors').stderr).toContain('is there already');
  });
});
