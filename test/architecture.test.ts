import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

interface Rule {
  readonly name: string;
  readonly comment: string;
}
const rules = (createRequire(import.meta.url)('../architecture.cjs') as { forbidden: Rule[] }).forbidden;

/** One planted violation a rule: file → text. Together they are a small tree that breaks everything. */
const planted: Record<string, Record<string, string>> = {
  'kernel-is-pure': {
    'src/kernel/reads-disk.ts':
      "import { readFileSync } from 'node:fs';\nexport const read = readFileSync;\n",
  },
  'platform-knows-no-module': {
    'src/platform/knows.ts': "import { a } from '../modules/alpha/api.ts';\nexport const b = a;\n",
    'src/modules/alpha/api.ts': 'export const a = 1;\n',
  },
  'modules-meet-only-at-api': {
    'src/modules/beta/peeks.ts': "import { inner } from '../alpha/inner.ts';\nexport const seen = inner;\n",
    'src/modules/alpha/inner.ts': 'export const inner = 1;\n',
  },
  'domain-is-pure': {
    'src/modules/alpha/domain/rule.ts':
      "import { engine } from '../../../platform/engine.ts';\nexport const rule = engine;\n",
    'src/platform/engine.ts': 'export const engine = 1;\n',
  },
  'server-never-imports-web': {
    'src/modules/alpha/routes/draws.ts':
      "import { shell } from '../../../web/shell.ts';\nexport const draw = shell;\n",
    'src/web/shell.ts': 'export const shell = 1;\n',
  },
  'browser-has-no-server': {
    'src/web/peeks-server.ts': "import { engine } from '../platform/engine.ts';\nexport const e = engine;\n",
  },
  'web-sees-only-api-and-domain': {
    'src/modules/alpha/web/page.ts': "import { route } from '../routes/route.ts';\nexport const p = route;\n",
    'src/modules/alpha/routes/route.ts': 'export const route = 1;\n',
  },
  'web-kit-knows-no-module': {
    'src/web/knows-module.ts': "import { a } from '../modules/alpha/api.ts';\nexport const k = a;\n",
  },
  'no-cycle': {
    'src/platform/one.ts': "import { two } from './two.ts';\nexport const one = (): number => two();\n",
    'src/platform/two.ts': "import { one } from './one.ts';\nexport const two = (): number => one();\n",
  },
};

describe('the dependency rules', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sen-architecture-'));
  let said = '';

  beforeAll(() => {
    for (const files of Object.values(planted))
      for (const [file, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, file)), { recursive: true });
        writeFileSync(join(folder, file), text);
      }
    writeFileSync(
      join(folder, 'tsconfig.json'),
      '{ "compilerOptions": { "module": "nodenext", "allowImportingTsExtensions": true, "noEmit": true } }',
    );
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    const run = spawnSync(
      resolve('node_modules/.bin/depcruise'),
      ['src', '--config', resolve('architecture.cjs'), '--output-type', 'err'],
      { cwd: folder, encoding: 'utf8' },
    );
    said = run.stdout + run.stderr;
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('has a planted violation for each rule, and each rule says why it exists', () => {
    expect(Object.keys(planted).toSorted((a, b) => a.localeCompare(b))).toEqual(
      rules.map(({ name }) => name).toSorted((a, b) => a.localeCompare(b)),
    );
    for (const rule of rules) expect(rule.comment.length).toBeGreaterThan(30);
  });

  it.each(Object.keys(planted))('reports a planted violation of %s by its name', (name) => {
    expect(said).toContain(`error ${name}:`);
  });
});
