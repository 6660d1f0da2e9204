/**
 * What is known of our libraries: each is pinned with its sum, none is one that was broken into, all may be shipped with Apache-2.0, and only
 * the named ones run anything when they are installed. Where the registry answers it is asked for known faults too; where it does not, that is
 * said, and the rest counts.
 */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

interface Locked {
  readonly version?: string;
  readonly integrity?: string;
  readonly dev?: boolean;
  readonly link?: boolean;
  readonly license?: string;
  readonly hasInstallScript?: boolean;
}

/** Releases into which somebody had put something of his own; facts from public reports. */
const brokenInto: Readonly<Record<string, readonly string[]>> = {
  'event-stream': ['3.3.6'],
  'flatmap-stream': ['0.1.1'],
  'eslint-scope': ['3.7.2'],
  'ua-parser-js': ['0.7.29', '0.8.0', '1.0.0'],
  coa: ['2.0.3', '2.0.4', '2.1.1', '2.1.3', '3.0.1', '3.1.3'],
  rc: ['1.2.9', '1.3.9', '2.3.9'],
  colors: ['1.4.1', '1.4.2'],
  faker: ['6.6.6'],
  'node-ipc': ['9.2.2', '10.1.1', '10.1.2', '10.1.3', '11.0.0', '11.1.0'],
  chalk: ['5.6.1'],
  debug: ['4.4.2'],
  'ansi-styles': ['6.2.2'],
  'ansi-regex': ['6.2.1'],
  'strip-ansi': ['7.1.1'],
  'color-convert': ['3.1.1'],
  'color-name': ['2.0.1'],
  'error-ex': ['1.3.3'],
  'is-arrayish': ['0.3.3'],
  'supports-color': ['10.2.1'],
  'wrap-ansi': ['9.0.1'],
  'slice-ansi': ['7.1.1'],
};

/** Licences whose terms a server under Apache-2.0 can keep when it carries the library. */
const licences =
  /\b(?:MIT(?:-0)?|ISC|Apache-2\.0|BSD-[23]-Clause|0BSD|BlueOak-1\.0\.0|CC0-1\.0|CC-BY-[34]\.0|OFL-1\.1|Unlicense|Python-2\.0|MPL-2\.0|PostgreSQL|Zlib|WTFPL)\b/;

/** Libraries with terms of their own that were read: they may be used and passed on with their notice, which lies in their folder. */
const read = new Set(['@lhncbc/ucum-lhc', 'fhirpath']);

/** Findings of what stands in the lock file; no network. */
export function auditLocked(
  lock: { readonly packages: Readonly<Record<string, Locked>> },
  allowedScripts: ReadonlySet<string>,
  licenceOf: (path: string) => string | undefined,
): string[] {
  const findings: string[] = [];
  for (const [path, one] of Object.entries(lock.packages)) {
    if (path === '' || one.link === true) continue;
    const name = path.replace(/^.*node_modules\//, '');
    const version = one.version ?? '';
    if (one.integrity?.startsWith('sha512-') !== true)
      findings.push(`${name} ${version}: locked without its sum`);
    if (brokenInto[name]?.includes(version) === true)
      findings.push(`${name} ${version}: this release was broken into`);
    // One of a family stands for those of other machines.
    const family = name.startsWith('@') ? name.split('/')[0] : undefined;
    const isAllowed = [...allowedScripts].some((one) => one === name || one.split('/')[0] === family);
    if (one.hasInstallScript === true && !isAllowed)
      findings.push(`${name} ${version}: runs a script when installed; say in allowScripts whether it may`);
    const licence = one.license ?? licenceOf(path);
    if (one.dev !== true && !read.has(name) && (licence === undefined || !licences.test(licence)))
      findings.push(`${name} ${version}: licence '${licence ?? 'none told'}' is not one that we carry`);
  }
  return findings;
}

/** Asks the registry of npm's own settings; undefined where it does not answer. */
function askRegistry(): Promise<string[] | undefined> {
  return new Promise((resolve) => {
    const args = ['audit', '--json', '--omit=dev', '--fetch-retries=0', '--fetch-timeout=6000'];
    execFile('npm', args, { timeout: 12_000, maxBuffer: 50_000_000 }, (_error, said) => {
      try {
        const report = JSON.parse(said) as {
          vulnerabilities?: Record<string, { severity: string; range: string }>;
        };
        if (report.vulnerabilities === undefined) return resolve(undefined);
        return resolve(
          Object.entries(report.vulnerabilities)
            .filter(([, { severity }]) => severity === 'high' || severity === 'critical')
            .map(([name, { severity, range }]) => `${name} ${range}: known fault, ${severity}`),
        );
      } catch {
        return resolve(undefined);
      }
    });
  });
}

/** Both parts; what was not asked is told by `say`. */
export async function auditDependencies(say: (line: string) => void): Promise<string[]> {
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Parameters<typeof auditLocked>[0];
  const { allowScripts = {} } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    allowScripts?: Record<string, boolean>;
  };
  const licenceOf = (path: string): string | undefined => {
    const file = `${path}/package.json`;
    if (!existsSync(file)) return undefined;
    const { license, licenses } = JSON.parse(readFileSync(file, 'utf8')) as {
      license?: string | { type?: string };
      licenses?: readonly { type?: string }[];
    };
    return typeof license === 'string' ? license : (license?.type ?? licenses?.[0]?.type);
  };
  const findings = auditLocked(lock, new Set(Object.keys(allowScripts)), licenceOf);
  const faults = await askRegistry();
  if (faults === undefined)
    say('the registry gave no answer about known faults: only the lock file was judged');
  return [...findings, ...(faults ?? [])];
}

if (import.meta.main) {
  const findings = await auditDependencies((line) => console.log(line));
  for (const finding of findings) console.log(finding);
  console.log(`dependencies: ${findings.length} findings`);
  process.exitCode = findings.length === 0 ? 0 : 1;
}
