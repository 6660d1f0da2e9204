/** `sen COMMAND`: the administrator's tool. Works beside a running server and without one. */
import { keepCompiled } from './compile-cache.ts';
import { keepHeapSmall } from './small-heap.ts';

keepCompiled();
keepHeapSmall();
const { runCommand } = await import('./run-command.ts');
await runCommand(process.env, process.argv.slice(2));
