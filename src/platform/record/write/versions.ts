import type { Draft, Intent } from './intent.ts';
import { refuse } from './refuse.ts';

/** If-Match: one of the tags must be that of the present version; '*' asks only that there is one. Error: record.version-conflict. */
export function demandVersion({ ifMatch, where }: Intent, version: number): void {
  if (ifMatch === undefined || ifMatch.trim() === '*') return;
  const wanted = ifMatch.split(',').map((tag) => /^(?:W\/)?"?([^"]*)"?$/.exec(tag.trim())?.[1]);
  if (!wanted.includes(String(version))) throw refuse('record.version-conflict', where, []);
}

/** The row is the one that the caller, or a patch, meant. Error: record.version-conflict; a lost race is run again. */
export function checkVersion({ intent, previous }: Draft): void {
  if (previous === undefined) return;
  if (intent.basedOn !== undefined && intent.basedOn !== previous.version)
    throw Object.assign(new Error('the record changed under a patch'), { code: '40001' });
  demandVersion(intent, previous.version);
}
