import { blockingKeys, type BlockingKey } from '#kernel/matching/blocking-keys.ts';
import type { PersonFeatures } from '#kernel/matching/person-features.ts';
import { markOf, tokenBeside } from '#platform/record/index-hash.ts';

/** Keys of a person as they are stored and asked: tokens made with the key of the search index, so that nobody can try names. */
export function hashedKeys(person: PersonFeatures): { readonly narrow: string[]; readonly wide: string[] } {
  const keys = blockingKeys(person);
  return { narrow: tokensOf(keys, 'narrow'), wide: tokensOf(keys, 'wide') };
}

function tokensOf(keys: readonly BlockingKey[], width: BlockingKey['width']): string[] {
  return keys.filter((key) => key.width === width).map(keyToken);
}

/** The token of one key, a bigint as text; keys of one name, one day, one phone lie side by side. */
export function keyToken({ text, common }: Pick<BlockingKey, 'text' | 'common'>): string {
  return tokenBeside(markOf('registry', 'match'), common, text);
}
