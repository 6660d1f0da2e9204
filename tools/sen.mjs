#!/usr/bin/env node
// The bin `sen`: the administrator's tool, on the Node that the project pins whatever the machine has.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const child = spawn(
  here('../node_modules/.bin/node'),
  // A small young generation: an import of a province's claims stays under 400 MB, for a tenth of its speed.
  ['--max-semi-space-size=8', here('../src/entry/cli.ts'), ...process.argv.slice(2)],
  { stdio: 'inherit' },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('close', (code) => {
  process.exitCode = code ?? 1;
});
