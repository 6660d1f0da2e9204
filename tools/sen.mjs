#!/usr/bin/env node
// The bin `sen`: the administrator's tool, on the Node that the project pins whatever the machine has.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const child = spawn(
  here('../node_modules/.bin/node'),
  [here('../src/entry/cli.ts'), ...process.argv.slice(2)],
  { stdio: 'inherit' },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('close', (code) => {
  process.exitCode = code ?? 1;
});
