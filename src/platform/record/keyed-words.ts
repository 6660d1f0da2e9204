import { codeTokenOf, type Mark } from './index-hash.ts';

/** Types whose addresses and narratives are those of a person, not of a place that everybody may know. */
const ofPersons: ReadonlySet<string> = new Set(['Patient', 'RelatedPerson', 'Person']);

/** Whether words of a search parameter tell where somebody lives, so that they stand in the index under the key alone. */
export function hasKeyedWords(resourceType: string, code: string): boolean {
  return ofPersons.has(resourceType) && (code === 'address' || code.startsWith('address-'));
}

/** Whether a type's narratives hold what its persons are reached by: their words are nowhere in the index. */
export function hidesNarrative(resourceType: string): boolean {
  return ofPersons.has(resourceType);
}

/** Letters of a word that are in the index: no Vietnamese syllable has more than seven. Longer words are looked at on the resource. */
const mostLetters = 8;

/** Before a beginning, so that it is no other value's token. */
const sign = '\u0001';

/** The tokens by which a word is found from each of its beginnings on. */
export function tokensOfWord(mark: Mark, word: string): string[] {
  const letters = [...word].slice(0, mostLetters);
  return letters.map((_letter, at) => codeTokenOf(mark, sign + letters.slice(0, at + 1).join('')));
}

/** The token of words that begin so; `exact` is false where it stands for longer beginnings as well. */
export function tokenOfBeginning(
  mark: Mark,
  beginning: string,
): { readonly token: string; readonly exact: boolean } {
  const letters = [...beginning];
  return {
    token: codeTokenOf(mark, sign + letters.slice(0, mostLetters).join('')),
    exact: letters.length <= mostLetters,
  };
}
