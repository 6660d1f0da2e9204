import type { Context } from '#platform/context.ts';
import { isSealed } from '#platform/crypt/seal.ts';

const purposeOf = (sourceId: string): string => `doors words:${sourceId}`;

/** Words of a source that are kept beside a finding or a correction, as they may lie in a table. */
export function sealWords(ctx: Context, sourceId: string, words: string): string;
export function sealWords(ctx: Context, sourceId: string, words: string | null): string | null;
export function sealWords(ctx: Context, sourceId: string, words: string | null): string | null {
  return words === null ? null : ctx.seal.seal(words, purposeOf(sourceId));
}

/** The same words again; those of an earlier version lie open until `sen keys index` has closed them. */
export function openWords(ctx: Context, sourceId: string, words: string): string;
export function openWords(ctx: Context, sourceId: string, words: string | null): string | null;
export function openWords(ctx: Context, sourceId: string, words: string | null): string | null {
  return words !== null && isSealed(words) ? ctx.seal.open(words, purposeOf(sourceId)) : words;
}
