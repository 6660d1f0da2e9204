/** The server for an installation that somebody operates: log lines as JSON on stdout, no build, no story. */
import { keepCompiled } from './compile-cache.ts';
import { keepHeapSmall } from './small-heap.ts';

keepCompiled();
keepHeapSmall();
const { serve } = await import('./serve.ts');
await serve(process.env, process.argv.slice(2));
