import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const pinned = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url));

/**
 * Runs the same program again on the Node that the project pins where this one is older, passing signals and the exit code on.
 * Returns true where that happened: the caller then does nothing more.
 */
export async function runOnPinnedNode(program: string): Promise<boolean> {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= 24) return false;
  const child = spawn(pinned, [fileURLToPath(program), ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  process.exitCode = await new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
  return true;
}
