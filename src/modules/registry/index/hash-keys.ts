import { blockingKeys, type BlockingKey } from '#kernel/matching/blocking-keys.ts';
import type { PersonFeatures } from '#kernel/matching/person-features.ts';
import { markOf, tokenBeside, type Mark } from '#platform/record/index-hash.ts';

const made = new WeakMap<PersonFeatures, readonly BlockingKey[]>();

/** Keys of somebody who is registered: locks and the question ask for them one after the other. */
export function keysOf(person: PersonFeatures): readonly BlockingKey[] {
  let keys = made.get(person);
  if (keys === undefined) made.set(person, (keys = blockingKeys(person)));
  return keys;
}

const mark = (): Mark => markOf('registry', 'match');

/** Keys of a person as they are stored and asked: tokens made with the key of the search index, so that nobody can try names. */
export function hashedKeys(person: PersonFeatures): { readonly narrow: string[]; readonly wide: string[] } {
  const narrow: string[] = [];
  const wide: string[] = [];
  const own = mark();
  for (const { width, text, common } of keysOf(person))
    (width === 'narrow' ? narrow : wide).push(tokenBeside(own, common, text));
  return { narrow, wide };
}

/** The token of one key, a bigint as text; keys of one name, one day, one phone lie side by side. */
export function keyToken({ text, common }: Pick<BlockingKey, 'text' | 'common'>): string {
  return tokenBeside(mark(), common, text);
}
