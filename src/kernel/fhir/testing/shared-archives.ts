import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** Optional data beside the repository: real-looking records and the published VN Core guide. */
const folder = new URL('../../../../../shared/data/', import.meta.url);

/**
 * Files of a .tar.gz beside the repository by name; undefined where it does not lie there (tests then say so and rest on their
 * own cases).
 */
export function readSharedArchive(path: string): Map<string, string> | undefined {
  const url = new URL(path, folder);
  if (!existsSync(url)) return undefined;
  const tar = gunzipSync(readFileSync(url));
  const files = new Map<string, string>();
  for (let at = 0; at + 512 <= tar.length;) {
    const name = tar.toString('utf8', at, at + 100).replace(/\0.*$/s, '');
    const size = Number.parseInt(tar.toString('latin1', at + 124, at + 136), 8);
    if (name === '' || Number.isNaN(size)) break;
    if (tar[at + 156] === 0x30) files.set(name, tar.toString('utf8', at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}
