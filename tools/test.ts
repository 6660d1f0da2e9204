/** `npm test`: the checks, then every test on real PostgreSQL and in real Chromium. Ends with one line: N passed, N failed. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findOrInstallChromium } from './chromium.ts';

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numFailedTestSuites: number;
  readonly numPendingTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

const run = (command: string, args: readonly string[]): Promise<number> =>
  new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('close', (code) => resolve(code ?? 1));
    child.on('error', () => resolve(1));
  });

let passed = 0;
let failed = 0;
const count = (good: boolean): void => void (good ? passed++ : failed++);

const chromium = findOrInstallChromium((line) => console.log(line));
if (chromium === undefined) failed++;

count((await run('node', ['tools/check.ts'])) === 0);
count((await run('vite', ['build', '--logLevel', 'warn'])) === 0);

const folder = mkdtempSync(join(tmpdir(), 'sen-test-'));
const projects = ['unit', 'server', ...(chromium === undefined ? [] : ['browser'])];
for (const project of projects) {
  const report = join(folder, `${project}.json`);
  const code = await run('vitest', [
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
  const found = readReport(report);
  if (found === undefined) {
    console.log(`The ${project} tests did not run.`);
    failed++;
    continue;
  }
  passed += found.numPassedTests;
  failed += found.numFailedTests;
  // A file that could not be loaded has no failed test of its own, and an error outside a test fails no test: both count.
  if (code !== 0 && found.numFailedTests === 0) failed += Math.max(1, found.numFailedTestSuites);
  for (const file of found.testResults)
    for (const test of file.assertionResults)
      if (test.status === 'pending' || test.status === 'skipped') console.log(`left out: ${test.fullName}`);
}
rmSync(folder, { recursive: true, force: true });

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function readReport(path: string): VitestReport | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as VitestReport;
  } catch {
    return undefined;
  }
}
