/**
 * `npm test`: the checks, then every test on the embedded PostgreSQL and in real Chromium, then the server's tests again on Debian's
 * PostgreSQL 15, and on Citus where SEN_TEST_CITUS_URL names one. Ends with one line: N passed, N failed.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { findOrInstallChromium } from './chromium.ts';
import { findOrInstallPostgres, startPostgres } from './debian-postgres.ts';
import { installSigningTools } from './signing-tools.ts';

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

const { SEN_TEST_CITUS_URL: citus, SEN_TEST_DATABASE_URL: _unused, ...environment } = process.env;
const run = (command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<number> =>
  new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...environment, ...env },
    });
    child.on('close', (code) => resolve(code ?? 1));
    child.on('error', () => resolve(1));
  });

let passed = 0;
let failed = 0;
/** Named once more at the end: whoever sees the last lines alone must learn what failed. */
const failures: string[] = [];
const fail = (what: string, times = 1): void => {
  failed += times;
  failures.push(what);
};

const chromium = findOrInstallChromium((line) => console.log(line));
if (chromium === undefined) fail('no Chromium to test with');
const absent = installSigningTools((line) => console.log(line));
if (absent.length > 0) {
  // A build machine must have them; a newcomer who may not install packages is told which tests were left out.
  if (environment['CI'] !== undefined) fail(`not installed: ${absent.join(', ')}`);
  console.log(`left out: the tests that need Debian's ${absent.join(', ')}`);
}

for (const [name, command, ...args] of [
  ['the checks', 'node', 'tools/check.ts'],
  ['the build of the pages', 'vite', 'build', '--logLevel', 'warn'],
] as const) {
  if ((await run(command, args)) === 0) passed++;
  else fail(name);
}

// These bring the embedded PostgreSQL along themselves, or they are about what lies before the database (lines, bytes, keys, signatures, a
// story whose statements the modules' own tests walk as well): another server would change nothing.
const embeddedOnly = [
  'src/entry/**',
  'src/modules/directory/test/demo.e2e.test.ts',
  'src/modules/doors/fhir-files/test/import.e2e.test.ts',
  'src/modules/doors/hl7v2/test/mllp.e2e.test.ts',
  'src/modules/doors/insurance/**',
  'src/modules/doors/test/two-doors.e2e.test.ts',
  'src/modules/signatures/**',
  'src/modules/subscriptions/test/rest-hook.e2e.test.ts',
  'src/modules/subscriptions/test/servers.e2e.test.ts',
  'src/modules/synth/**',
  'src/modules/verification/test/bulk.e2e.test.ts',
  'src/modules/verification/test/killed-run.e2e.test.ts',
  'src/modules/verification/test/rate.e2e.test.ts',
  'src/platform/backup/**',
  'src/platform/http/**',
  'src/platform/identity/test/apps.e2e.test.ts',
  'src/platform/identity/test/e-id.e2e.test.ts',
  'src/platform/identity/test/factors.e2e.test.ts',
  'src/platform/identity/test/mutual-tls.e2e.test.ts',
  'src/platform/identity/test/secure-cookies.e2e.test.ts',
  'src/platform/record/test/hostile.e2e.test.ts',
  'src/platform/record/test/stored-profiles.e2e.test.ts',
  'src/platform/sql/test/embedded.e2e.test.ts',
  'test/access/**',
  'test/conformance/**',
  'test/fuzz/**',
  'test/stories/**',
];

const folder = mkdtempSync(join(tmpdir(), 'sen-test-'));
await runProject('unit');
await runProject('server');
if (chromium !== undefined) await runProject('browser');

const programs = findOrInstallPostgres((line) => console.log(line));
if (programs === undefined) {
  // A build machine must have both; a newcomer who may not install packages is told what was left out.
  if (environment['CI'] !== undefined) fail("not installed: Debian's PostgreSQL 15");
  console.log(
    "left out: the server tests on Debian's PostgreSQL 15, which is not there and could not be installed",
  );
} else {
  console.log(`The server's tests again, on the PostgreSQL of ${programs}:`);
  const postgres = await startPostgres(programs);
  const env = { SEN_TEST_DATABASE_URL: postgres.url };
  try {
    await runProject('server', env, embeddedOnly);
  } finally {
    await postgres.stop();
  }
}
if (citus === undefined)
  console.log('left out: the server tests on Citus; SEN_TEST_CITUS_URL names no cluster');
else {
  console.log("The server's tests again, on Citus:");
  await runProject('server', { SEN_TEST_CITUS_URL: citus }, embeddedOnly);
}
rmSync(folder, { recursive: true, force: true });

for (const failure of failures) console.log(`failed: ${failure}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** Runs one project of vitest and counts what it says. */
async function runProject(
  project: string,
  env: NodeJS.ProcessEnv = {},
  without: readonly string[] = [],
): Promise<void> {
  const report = join(folder, 'report.json');
  rmSync(report, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const excluded = without.map((pattern) => `--exclude=${pattern}`);
  const code = await run('vitest', ['run', '--project', project, ...reporters, ...excluded], env);
  const found = readReport(report);
  if (found === undefined) {
    fail(`the ${project} tests did not run`);
    return;
  }
  passed += found.numPassedTests;
  // A file that could not be loaded has no failed test of its own, and an error outside a test fails no test: both count.
  if (code !== 0 && found.numFailedTests === 0) {
    const broken = found.testResults.filter(({ status }) => status === 'failed').map(({ name }) => name);
    const files = broken.map((name) => relative('.', name)).join(', ');
    fail(
      `${project}: ${files === '' ? 'an error outside every test' : `could not be loaded: ${files}`}`,
      Math.max(1, found.numFailedTestSuites),
    );
  }
  for (const file of found.testResults)
    for (const test of file.assertionResults)
      if (test.status === 'pending' || test.status === 'skipped') console.log(`left out: ${test.fullName}`);
      else if (test.status === 'failed') fail(`${project}, ${relative('.', file.name)}: ${test.fullName}`);
}

function readReport(path: string): VitestReport | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as VitestReport;
  } catch {
    return undefined;
  }
}
