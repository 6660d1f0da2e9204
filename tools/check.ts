/** `npm run check`: everything a machine can say about the tree, the same here and in CI. Each step says its name, its time and what it found. */
import { spawn } from 'node:child_process';
import { auditDependencies } from './audit-dependencies.ts';
import { checkLists } from './check-lists.ts';
import { checkRegexes } from './check-regexes.ts';
import { checkWords } from './check-words.ts';
import { referenceIsStale } from './reference.ts';

interface Step {
  readonly name: string;
  readonly run: () => Promise<string[]>;
}

function command(line: string): () => Promise<string[]> {
  return () =>
    new Promise((resolve) => {
      const child = spawn(line, { shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
      let said = '';
      child.stdout.on('data', (part) => (said += part));
      child.stderr.on('data', (part) => (said += part));
      child.on('close', (code) => resolve(code === 0 ? [] : [said.trim() || `${line} ended with ${code}`]));
    });
}

const steps: readonly Step[] = [
  {
    name: 'format',
    run: command('prettier --check --log-level warn --cache --cache-location dist/format .'),
  },
  { name: 'lint', run: command('oxlint --type-aware --quiet') },
  { name: 'types', run: command('tsc --noEmit') },
  { name: 'architecture', run: command('depcruise src --config architecture.cjs --output-type err') },
  { name: 'dead code', run: command('knip --no-progress') },
  { name: 'words', run: checkWords },
  { name: 'lists', run: checkLists },
  { name: 'regexes', run: checkRegexes },
  { name: 'dependencies', run: () => auditDependencies((line) => console.log(`       ${line}`)) },
  { name: 'reference', run: referenceIsStale },
];

const only = process.argv.slice(2);
const waiting = steps.filter(({ name }) => only.length === 0 || only.includes(name));
let failed = 0;

// Two at a time: most steps keep one core busy, and every machine that builds this has two.
await Promise.all([work(), work()]);
console.log(failed === 0 ? 'check: all is well' : `check: ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

async function work(): Promise<void> {
  for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
    const start = performance.now();
    const findings = await step.run();
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    console.log(`${findings.length === 0 ? 'ok    ' : 'FAILED'} ${step.name} (${seconds} s)`);
    for (const finding of findings) console.log(finding.replace(/^/gm, '       '));
    if (findings.length > 0) failed++;
  }
}
