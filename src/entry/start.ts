/** `npm start`: everything on this machine with one command, for a person who looks at the terminal. */
import { performance } from 'node:perf_hooks';
import { keepCompiled } from './compile-cache.ts';
import { runOnPinnedNode } from './pinned-node.ts';
import { keepHeapSmall } from './small-heap.ts';

if (!(await runOnPinnedNode(import.meta.url))) {
  keepCompiled();
  keepHeapSmall();
  // The rest is loaded only now: an older Node could not read it.
  const { startForPerson } = await import('./start-for-person.ts');
  await startForPerson(process.env, performance.timeOrigin);
}
